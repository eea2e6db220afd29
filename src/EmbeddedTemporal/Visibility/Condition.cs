namespace EmbeddedTemporal.Visibility;

/// <summary>A part of a list query in SQL.</summary>
/// <param name="Sql">The condition.</param>
/// <param name="Lookups">Conditions that it implies and that an index can answer.</param>
internal sealed record Condition(string Sql, IReadOnlyList<IndexLookup> Lookups)
{
    public Condition(string sql)
        : this(sql, [])
    {
    }

    /// <summary>A value that is not set is neither equal nor unequal in SQL; here it is not equal.</summary>
    public Condition Negated() => new($"NOT coalesce({Sql}, 0)");

    public static Condition All(List<Condition> conditions) =>
        conditions is [var one] ? one : new(Joined("AND", conditions, 0, conditions.Count), [.. conditions.SelectMany(c => c.Lookups)]);

    public static Condition Any(List<Condition> conditions) => conditions is [var one] ? one : new(Joined("OR", conditions, 0, conditions.Count));

    /// <summary>SQLite allows a thousand levels, and counts one for each word of a chain: splitting the chain into halves needs few.</summary>
    private static string Joined(string word, List<Condition> conditions, int first, int end)
    {
        var middle = (first + end) / 2;
        return end - first == 1 ? conditions[first].Sql : $"({Joined(word, conditions, first, middle)} {word} {Joined(word, conditions, middle, end)})";
    }
}
