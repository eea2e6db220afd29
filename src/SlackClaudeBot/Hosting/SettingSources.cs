using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Hosting;

/// <summary>Where settings come from: what the program decides itself, the environment, then <c>.env</c> in the current folder.</summary>
internal sealed class SettingSources
{
    private static readonly string[] _slackSettings = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"];

    private readonly Dictionary<string, string> _decided = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string?> _file = DotEnvFile.Read(".env");

    /// <summary>Whether nothing of Slack is set, on an installation that is not meant for more: then everything runs on this machine.</summary>
    /// <remarks>A mistyped <c>production</c> is meant for more.</remarks>
    public bool IsPlayground => Presets.IsOne(Get(Presets.SettingName)) && Preset.StartsPlayground && _slackSettings.All(name => string.IsNullOrWhiteSpace(Get(name)));

    /// <summary>What is in force where nothing is set.</summary>
    public Preset Preset => Presets.Of(Get(Presets.SettingName));

    /// <summary>A setting's text, or null.</summary>
    public string? Get(string name) =>
        _decided.TryGetValue(name, out var decided) ? decided
        : Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
        : _file.GetValueOrDefault(name);

    /// <summary>Decides a setting for this run.</summary>
    public void Decide(string name, string value) => _decided[name] = value;
}
