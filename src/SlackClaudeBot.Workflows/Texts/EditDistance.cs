namespace SlackClaudeBot.Workflows.Texts;

/// <summary>How far what somebody typed is from what they may have meant.</summary>
public static class EditDistance
{
    /// <summary>How many letters must be added, dropped, changed or swapped with their neighbour; takes time and room for the product of the lengths.</summary>
    public static int Between(string from, string to)
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
