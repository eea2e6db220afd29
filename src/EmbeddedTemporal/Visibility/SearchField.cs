using EmbeddedTemporal.Attributes;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>A search attribute in a list query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Column">Its value as an expression in SQL; of a list or text, null if it has no value.</param>
/// <param name="Attribute">Its number if its values are indexed by themselves.</param>
internal sealed record SearchField(string Name, IndexedValueType Type, string Column, long? Attribute = null)
{
    private static readonly Dictionary<string, string> _columns = new()
    {
        ["WorkflowId"] = "workflow_id",
        ["RunId"] = "run_id",
        ["WorkflowType"] = "type",
        ["TaskQueue"] = "task_queue",
        ["ExecutionStatus"] = "status",
        ["StartTime"] = "start_time",
        ["ExecutionTime"] = "execution_time",
        ["CloseTime"] = "close_time",
        // In nanoseconds; times are ticks.
        ["ExecutionDuration"] = "(close_time - execution_time) * 100",
        ["HistoryLength"] = "iif(close_time IS NULL, NULL, history_length)",
        ["HistorySizeBytes"] = "iif(close_time IS NULL, NULL, history_bytes)",
        ["StateTransitionCount"] = "iif(close_time IS NULL, NULL, transitions)",
    };

    /// <summary>Whether a run can have several values of it.</summary>
    public bool HasMany => Type is IndexedValueType.KeywordList or IndexedValueType.Text;

    /// <summary>A field by its name; null if the namespace has none of that name.</summary>
    public static SearchField? Find(string name, Func<string, AttributeDefinition?> attributes)
    {
        if (_columns.TryGetValue(name, out var column))
        {
            return new SearchField(name, SystemAttributes.Columns[name], column);
        }

        return OfAttribute(attributes(name)) is not { } field ? null : name switch
        {
            // A run without a parent is its own root.
            SystemAttributes.RootWorkflowId => new SearchField(name, field.Type, $"coalesce({field.Column}, workflow_id)"),
            SystemAttributes.RootRunId => new SearchField(name, field.Type, $"coalesce({field.Column}, run_id)"),
            _ => field,
        };
    }

    /// <summary>The field of an attribute whose values are indexed by themselves; null for none.</summary>
    public static SearchField? OfAttribute(AttributeDefinition? attribute) => attribute is null ? null : new SearchField(
        attribute.Name, attribute.Type, $"(SELECT value FROM attribute_values v WHERE v.run_key = key AND v.attribute = {attribute.Id} LIMIT 1)", attribute.Id);

    /// <summary>Whether one of its values is among these.</summary>
    public string HasAnyOf(string values) => $"EXISTS (SELECT 1 FROM attribute_values v WHERE v.run_key = key AND v.attribute = {Attribute} AND v.value IN ({values}))";

    /// <summary>An index that finds runs with this value; null if there is none.</summary>
    public IndexLookup? Lookup(string value) => Attribute is { } attribute ? IndexLookup.Attribute(attribute, value) : IndexLookup.Equal(Column, value);
}
