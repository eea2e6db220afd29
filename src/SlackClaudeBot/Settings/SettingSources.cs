using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>Where settings come from. Overrides of the program win over the environment, which wins over <c>.env</c> in the current folder.</summary>
internal sealed class SettingSources
{
    private static readonly string[] _slackSettings = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"];

    private readonly Dictionary<string, string> _overrides = new(StringComparer.Ordinal);
    private readonly DotEnvFile _file = DotEnvFile.Read(DotEnvFile.Name);

    /// <summary>Whether the playground starts: no Slack setting is set, and the preset allows it.</summary>
    /// <remarks>A misspelled environment name must not start the playground.</remarks>
    public bool IsPlayground => Presets.IsKnown(Get(Presets.SettingName)) && Preset.StartsPlayground && _slackSettings.All(name => string.IsNullOrWhiteSpace(Get(name)));

    /// <summary>The defaults and rules of <c>CLAUDE_TEMPORAL_ENV</c>.</summary>
    public Preset Preset => Presets.Find(Get(Presets.SettingName));

    /// <summary>Problems of <c>.env</c> itself: malformed lines and misspelled names.</summary>
    public IReadOnlyList<SettingProblem> FileProblems => [.. _file.Problems, .. SettingNames.FindMisspelled(_file.Values.Keys)];

    /// <summary>Names in <c>.env</c> that the program does not know and that resemble none of its settings.</summary>
    public IReadOnlyList<string> UnknownNames => SettingNames.FindUnknown(_file.Values.Keys);

    /// <summary>A setting's text, or null.</summary>
    public string? Get(string name) =>
        _overrides.TryGetValue(name, out var overridden) ? overridden
        : Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
        : _file.Values.GetValueOrDefault(name);

    /// <summary>Sets a setting for this run; the user's own value does not count.</summary>
    public void Override(string name, string value) => _overrides[name] = value;
}
