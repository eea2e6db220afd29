namespace EmbeddedTemporal.Visibility;

/// <summary>A way to find the runs that a list query names.</summary>
/// <param name="Source">The table, with the index to use, or two tables joined.</param>
/// <param name="Condition">What the index is asked.</param>
/// <param name="Order">The columns of the list's order: close order, start time and key.</param>
/// <param name="Kind">How the index holds them.</param>
internal sealed record IndexLookup(string Source, string Condition, RunOrder Order, LookupKind Kind)
{
    /// <summary>Finds as many rows, or a few more, without a look at the runs themselves: to compare lookups by how many they find.</summary>
    public string Counted => Order == RunOrder.OfAttributes ? $"attribute_values WHERE {Condition}" : $"{Source} WHERE namespace = $namespace AND {Condition}";

    /// <summary>All runs of a namespace, in the list's order.</summary>
    public static IndexLookup All { get; } = new("runs INDEXED BY runs_in_order", "1", RunOrder.OfRuns, LookupKind.Ordered);

    /// <summary>All runs of a namespace by their status.</summary>
    public static IndexLookup ByStatus { get; } = new("runs INDEXED BY runs_by_status", "1", RunOrder.OfRuns, LookupKind.Ordered);

    /// <summary>Runs with a value in a column that has an index; null for a column that has none.</summary>
    public static IndexLookup? Equal(string column, string value) => column switch
    {
        "workflow_id" => new("runs INDEXED BY runs_by_workflow", $"workflow_id = {value}", RunOrder.OfRuns, LookupKind.Exact),
        "run_id" => new("runs INDEXED BY runs_by_run_id", $"run_id = {value}", RunOrder.OfRuns, LookupKind.Exact),
        "status" => new("runs INDEXED BY runs_by_status", $"status = {value}", RunOrder.OfRuns, LookupKind.Ordered),
        "type" => new("runs INDEXED BY runs_by_type", $"type = {value}", RunOrder.OfRuns, LookupKind.Ordered),
        _ => null,
    };

    /// <summary>Runs whose workflow id lies in a range.</summary>
    public static IndexLookup WorkflowIds(string from, string before) =>
        new("runs INDEXED BY runs_by_workflow", $"workflow_id >= {from} AND workflow_id < {before}", RunOrder.OfRuns, LookupKind.Range);

    /// <summary>Runs that have a value of an attribute.</summary>
    public static IndexLookup Attribute(long attribute, string value) =>
        new("attribute_values CROSS JOIN runs ON key = run_key", $"attribute = {attribute} AND value = {value}", RunOrder.OfAttributes, LookupKind.Ordered);
}

/// <summary>How an index holds the runs that it finds.</summary>
internal enum LookupKind
{
    /// <summary>In the order of the list: a page is read from where it starts.</summary>
    Ordered,

    /// <summary>In another order, and there are few.</summary>
    Exact,

    /// <summary>In another order, and there can be many.</summary>
    Range,
}

/// <summary>The columns by which lists are sorted: open runs first, then those that closed last; of each, those that started last.</summary>
internal sealed record RunOrder(string Close, string Start, string Key)
{
    public static RunOrder OfRuns { get; } = new("close_order", "start_time", "key");

    public static RunOrder OfAttributes { get; } = new("run_close_order", "run_start_time", "run_key");
}
