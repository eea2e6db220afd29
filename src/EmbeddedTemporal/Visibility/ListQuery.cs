namespace EmbeddedTemporal.Visibility;

/// <summary>A list query as a condition in SQL.</summary>
/// <param name="Condition">The condition, with <c>$v1</c>, <c>$v2</c> … for the values.</param>
/// <param name="Values">The values: text, 64-bit integers or doubles.</param>
/// <param name="GroupsByStatus">Whether it ends in <c>GROUP BY ExecutionStatus</c>.</param>
/// <param name="Lookups">Conditions that must all hold for a run to match, and that an index can answer.</param>
internal sealed record ListQuery(string Condition, IReadOnlyList<object> Values, bool GroupsByStatus, IReadOnlyList<IndexLookup> Lookups)
{
    /// <summary>Finds every run.</summary>
    public static ListQuery Everything { get; } = new("1", [], GroupsByStatus: false, []);
}
