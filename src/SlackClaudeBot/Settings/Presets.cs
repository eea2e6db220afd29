using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>The presets of <c>CLAUDE_TEMPORAL_ENV</c>: defaults of settings, and rules for them.</summary>
internal static class Presets
{
    /// <summary>The setting that chooses one.</summary>
    public const string SettingName = "CLAUDE_TEMPORAL_ENV";

    public static IReadOnlyList<Preset> All { get; } =
    [
        new(DeploymentEnvironment.Development, StartsPlayground: true, new Dictionary<string, string>(), []),
        new(
            DeploymentEnvironment.Staging,
            StartsPlayground: false,
            new Dictionary<string, string>
            {
                // Staging is for trying things out: much logging, little spending.
                ["LOG_LEVEL"] = "debug",
                ["TASK_BUDGET_USD"] = "5",
                ["WORKER_MAX_ACTIVITIES"] = "10",
            },
            []),
        new(
            DeploymentEnvironment.Production,
            StartsPlayground: false,
            new Dictionary<string, string>
            {
                // A weekend, when nobody reviews.
                ["APPROVAL_TIMEOUT"] = "72h",
                ["WORKER_MAX_ACTIVITIES"] = "50",
                ["WORKER_MAX_WORKFLOWS"] = "200",
            },
            [
                new PresetRule(
                    "APPROVERS",
                    "must be set in production.",
                    "List the people who may approve: user ids (U…) or user group ids (S…), separated by commas. If everyone may approve, set APPROVERS=anyone.",
                    string.IsNullOrWhiteSpace),
                new PresetRule(
                    "SANDBOX",
                    "process is refused in production: the agent would run as the bot's own user, beside its secrets.",
                    "Use SANDBOX=docker, or CLAUDE_TEMPORAL_ENV=staging on a machine that holds nothing valuable.",
                    value => string.Equals(value?.Trim(), nameof(SandboxKind.Process), StringComparison.OrdinalIgnoreCase)),
            ]),
    ];

    /// <summary>The preset of a name, or development. Unknown names are reported by the binder.</summary>
    public static Preset Find(string? name) => FindOrNull(name) ?? All[0];

    /// <summary>Whether a preset has this name, or no name is given.</summary>
    public static bool IsKnown(string? name) => string.IsNullOrWhiteSpace(name) || FindOrNull(name) is not null;

    private static Preset? FindOrNull(string? name) => All.FirstOrDefault(preset => preset.Name.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase));
}

/// <summary>The defaults and rules of one environment.</summary>
/// <param name="Stage">The environment; its name in lower case is the preset's name.</param>
/// <param name="StartsPlayground">Whether the playground starts if no Slack setting is set.</param>
/// <param name="Defaults">The defaults that differ, by setting.</param>
/// <param name="Rules">The values that are not allowed.</param>
internal sealed record Preset(
    DeploymentEnvironment Stage, bool StartsPlayground, IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<PresetRule> Rules)
{
    public string Name => Stage.ToString().ToLowerInvariant();

    /// <summary>The effective text of a setting, or null.</summary>
    /// <param name="values">Reads what is set.</param>
    /// <param name="name">The setting.</param>
    public string? Get(Func<string, string?> values, string name) =>
        values(name) is { } own && !string.IsNullOrWhiteSpace(own) ? own : Defaults.GetValueOrDefault(name);

    /// <summary>A problem for each rule that is violated.</summary>
    public IEnumerable<SettingProblem> FindProblems(Func<string, string?> values) =>
        Rules.Where(rule => rule.IsViolatedBy(values(rule.Setting))).Select(rule => new SettingProblem(rule.Setting, rule.Message, rule.Help));

    /// <summary>The preset's defaults and rules, in one line.</summary>
    public string Describe()
    {
        var parts = Defaults.Select(pair => $"{pair.Key}={pair.Value}")
            .Concat(Rules.Select(rule => $"{rule.Setting} {rule.Message.TrimEnd('.')}"))
            .Prepend(StartsPlayground ? "starts the playground if nothing of Slack is set" : "never starts the playground");
        return $"{Name}: {string.Join("; ", parts)}.";
    }

    /// <summary>The defaults of the preset that take effect here; null if it sets none.</summary>
    /// <param name="values">Reads what is set: those settings keep their own value.</param>
    public string? DescribeEffective(Func<string, string?> values)
    {
        if (Defaults.Count == 0)
        {
            return null;
        }

        var (own, effective) = (Defaults.Keys.Where(IsOwn).ToList(), Defaults.Where(pair => !IsOwn(pair.Key)).Select(pair => $"{pair.Key}={pair.Value}").ToList());
        return $"{Presets.SettingName}={Name} sets {(effective.Count == 0 ? "nothing" : string.Join(", ", effective))}"
            + (own.Count == 0 ? "." : $"; set by you: {string.Join(", ", own)}.");

        bool IsOwn(string name) => !string.IsNullOrWhiteSpace(values(name));
    }
}

/// <summary>A value that a preset does not allow for a setting.</summary>
/// <param name="Setting">Which setting.</param>
/// <param name="Message">The problem.</param>
/// <param name="Help">The remedy.</param>
/// <param name="IsViolatedBy">Whether the text of the setting, or null, violates the rule.</param>
internal sealed record PresetRule(string Setting, string Message, string Help, Func<string?, bool> IsViolatedBy);
