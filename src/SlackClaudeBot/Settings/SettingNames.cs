using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Settings;

/// <summary>Finds names in <c>.env</c> that are not settings.</summary>
internal static class SettingNames
{
    /// <summary>Two wrong letters are a misspelling; more is another name.</summary>
    private const int MaxDistance = 2;

    /// <summary>Read from the same file by <c>docker/compose.yml</c> or by libraries in the program.</summary>
    private static readonly HashSet<string> _others = new(StringComparer.OrdinalIgnoreCase)
    {
        "DOCKER_GID", "DOCKER_SOCKET", "POSTGRES_PASSWORD", "POSTGRES_VERSION", "TEMPORAL_VERSION", "TEMPORAL_UI_VERSION", "TEMPORAL_UI_PORT",
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZ",
    };

    /// <summary>A problem for each name that is nearly that of a setting.</summary>
    public static IReadOnlyList<SettingProblem> FindMisspelled(IEnumerable<string> names) =>
        [.. from name in names
            where !IsKnown(name)
            let nearest = FindNearest(name)
            where nearest is not null
            select new SettingProblem(name, $"is not a setting. Did you mean {nearest}?", string.Empty)];

    /// <summary>The names that are neither settings nor nearly settings.</summary>
    public static IReadOnlyList<string> FindUnknown(IEnumerable<string> names) => [.. names.Where(name => !IsKnown(name) && FindNearest(name) is null)];

    private static bool IsKnown(string name) =>
        _others.Contains(name) || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase)
        || BotSettings.All.Any(s => s.Setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string? FindNearest(string name) => NearestName.Find(name, BotSettings.All.Select(s => s.Setting.Name), MaxDistance);
}
