namespace EmbeddedTemporal.Visibility;

/// <summary>A list query as a condition in SQL.</summary>
/// <param name="Condition">The condition, with <c>$v1</c>, <c>$v2</c> … for the values.</param>
/// <param name="Values">The values: text or 64-bit integers.</param>
/// <param name="GroupsByStatus">Whether it ends in <c>GROUP BY ExecutionStatus</c>.</param>
internal sealed record ListQuery(string Condition, IReadOnlyList<object> Values, bool GroupsByStatus);
