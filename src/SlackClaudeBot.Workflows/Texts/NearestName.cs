namespace SlackClaudeBot.Workflows.Texts;

/// <summary>Finds the name that a person meant who mistyped it. Hand-written: it is one small table.</summary>
public static class NearestName
{
    /// <summary>Longer names are not compared: time and memory grow with the product of the lengths.</summary>
    private const int MaxLength = 500;

    /// <summary>The nearest candidate, ignoring case; the first of several; null if none is near.</summary>
    /// <param name="typed">The mistyped name.</param>
    /// <param name="candidates">The names that exist.</param>
    /// <param name="maxDistance">How many letters may be wrong; null: a third of them, at least two.</param>
    public static string? Find(string typed, IEnumerable<string> candidates, int? maxDistance = null)
    {
        var limit = maxDistance ?? Math.Max(2, typed.Length / 3);
        return typed.Length > MaxLength ? null : candidates
            .Where(name => Math.Abs(name.Length - typed.Length) <= limit)
            .Select(name => (Name: name, Distance: Distance(typed.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(near => near.Distance <= limit && near.Distance < typed.Length)
            .OrderBy(near => near.Distance)
            .FirstOrDefault().Name;
    }

    /// <summary>How many letters must be added, dropped, changed or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            costs[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            costs[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var change = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(change, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                var swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if (swapped)
                {
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
                }
            }
        }

        return costs[from.Length, to.Length];
    }
}
