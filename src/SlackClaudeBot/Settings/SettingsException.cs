using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>The program cannot start with these settings.</summary>
internal sealed class SettingsException(IReadOnlyList<SettingProblem> problems)
    : Exception($"{problems.Count} setting(s) are missing or wrong.")
{
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;

    /// <summary>The whole list, for a terminal.</summary>
    public string Describe() => string.Join(
        Environment.NewLine,
        new[] { Problems.Count == 1 ? "One setting is missing or wrong:" : $"{Problems.Count} settings are missing or wrong:" }
            .Concat(Problems.Select(p => $"  {p.Name}: {p.Message}{(p.Help.Length == 0 ? string.Empty : Environment.NewLine + "      " + p.Help)}")));
}
