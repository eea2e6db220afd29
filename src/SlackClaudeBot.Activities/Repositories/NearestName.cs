using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Suggests the branch or repository that was meant, ignoring case.</summary>
internal static class NearestName
{
    /// <summary>The nearest candidate, or null if none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        // A third of the letters wrong is a different name.
        var limit = Math.Max(2, name.Length / 3);
        var nearest = candidates
            .Where(c => Math.Abs(c.Length - name.Length) <= limit)
            .Select(c => (Name: c, Distance: EditDistance.Between(name.ToLowerInvariant(), c.ToLowerInvariant())))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= limit ? nearest.Name : null;
    }
}
