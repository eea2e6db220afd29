using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Finds the nearest known word to a mistyped one.</summary>
internal static class NearestWord
{
    // Two slips: "aprov" is approve, "banana" is nothing.
    private const int MaxDistance = 2;

    /// <summary>The nearest of <paramref name="words"/>, or null if none is near.</summary>
    public static string? To(string typed, IEnumerable<string> words)
    {
        // Longer than any word of ours and two letters more; keeps the square below small.
        if (typed.Length > 24)
        {
            return null;
        }

        var (nearest, distance) = words.Select(word => (word, EditDistance.Between(typed.ToLowerInvariant(), word))).MinBy(candidate => candidate.Item2);
        return distance <= MaxDistance && distance < typed.Length ? nearest : null;
    }
}
