using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Settings;

/// <summary>What <c>CLAUDE_TEMPORAL_ENV</c> means, all of it: other defaults, which every setting of one's own wins over, and rules.</summary>
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
                // For trying things out: it logs much and may spend little.
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
                // Long enough for a weekend, when nobody decides.
                ["APPROVAL_TIMEOUT"] = "72h",
                ["WORKER_MAX_ACTIVITIES"] = "50",
                ["WORKER_MAX_WORKFLOWS"] = "200",
            },
            [
                new PresetRule(
                    "APPROVERS",
                    "must be set in production.",
                    "Name who may approve: user ids (U…) or user group ids (S…), separated by commas. Where that is really everybody, say so: APPROVERS=anyone.",
                    string.IsNullOrWhiteSpace),
                new PresetRule(
                    "SANDBOX",
                    "process is refused in production: the agent would run as the bot's own user, beside its secrets.",
                    "Use SANDBOX=docker, or CLAUDE_TEMPORAL_ENV=staging on a machine that holds nothing of worth.",
                    value => string.Equals(value?.Trim(), nameof(SandboxKind.Process), StringComparison.OrdinalIgnoreCase)),
            ]),
    ];

    /// <summary>The preset of a name; development where there is none. A name that is none is for the binder to refuse.</summary>
    public static Preset Of(string? name) => Find(name) ?? All[0];

    /// <summary>Whether there is one of this name, or none is asked for.</summary>
    public static bool IsOne(string? name) => string.IsNullOrWhiteSpace(name) || Find(name) is not null;

    private static Preset? Find(string? name) => All.FirstOrDefault(preset => preset.Name.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase));
}

/// <summary>The defaults and rules of one environment.</summary>
/// <param name="Stage">The environment; its name in lower case is the preset's.</param>
/// <param name="StartsPlayground">Whether the playground starts where no Slack is set.</param>
/// <param name="Defaults">By setting, where they differ from its own.</param>
/// <param name="Rules">What it does not allow.</param>
internal sealed record Preset(
    DeploymentEnvironment Stage, bool StartsPlayground, IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<PresetRule> Rules)
{
    public string Name => Stage.ToString().ToLowerInvariant();

    /// <summary>A setting as it is in force.</summary>
    /// <param name="values">Reads what is set.</param>
    /// <param name="name">Which one.</param>
    public string? Get(Func<string, string?> values, string name) =>
        values(name) is { } own && !string.IsNullOrWhiteSpace(own) ? own : Defaults.GetValueOrDefault(name);

    /// <summary>The rules that are broken.</summary>
    public IEnumerable<SettingProblem> FindProblems(Func<string, string?> values) =>
        Rules.Where(rule => rule.IsBrokenBy(values(rule.Setting))).Select(rule => new SettingProblem(rule.Setting, rule.Message, rule.Help));

    /// <summary>What it sets and asks for, in one line.</summary>
    public string Describe()
    {
        var parts = Defaults.Select(pair => $"{pair.Key}={pair.Value}")
            .Concat(Rules.Select(rule => $"{rule.Setting} {rule.Message.TrimEnd('.')}"))
            .Prepend(StartsPlayground ? "the playground where no Slack is set" : "no playground");
        return $"{Name}: {string.Join("; ", parts)}.";
    }

    /// <summary>What it sets here: its defaults but those that are set otherwise.</summary>
    public string DescribeInForce(Func<string, string?> values)
    {
        var (own, inForce) = (Defaults.Keys.Where(IsOwn).ToList(), Defaults.Where(pair => !IsOwn(pair.Key)).Select(pair => $"{pair.Key}={pair.Value}").ToList());
        return $"{Presets.SettingName}={Name} sets {(inForce.Count == 0 ? "nothing" : string.Join(", ", inForce))}"
            + (own.Count == 0 ? "." : $"; set by you: {string.Join(", ", own)}.");

        bool IsOwn(string name) => !string.IsNullOrWhiteSpace(values(name));
    }
}

/// <summary>A value that a preset does not allow for a setting.</summary>
/// <param name="Setting">Which setting.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Help">What to do.</param>
/// <param name="IsBrokenBy">Whether what is set, or null, breaks it.</param>
internal sealed record PresetRule(string Setting, string Message, string Help, Func<string?, bool> IsBrokenBy);
