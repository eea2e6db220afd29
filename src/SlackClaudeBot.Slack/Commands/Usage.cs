using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>
/// What can be typed after <c>/claude</c>: the one place for it. What starts a task comes from <see cref="TaskKinds"/>. The parser
/// takes its verbs from here, help and hints are made of it, and the playground's page gets it from here.
/// </summary>
public static class Usage
{
    private static readonly IReadOnlyList<UsageVerb> _starting =
        [.. TaskKinds.All.Select(kind => new UsageVerb(kind.Verb, kind.Arguments, kind.Help) { Kind = kind })];

    private static readonly IReadOnlyList<UsageVerb> _others =
    [
        new("status", "[task]", "What a task is doing"),
        new("list", "", "The tasks of this channel", "ls"),
        new("approve", "[task]", "Approve the review that is waiting"),
        new("reject", "[task [feedback]]", "Reject it: with feedback the next attempt starts, without it the task ends"),
        new("cancel", "[task [reason]]", "Stop a task and clean up after it", "stop"),
        new("pause", "[task]", "Hold a task before its next step"),
        new("resume", "[task]", "Let a paused task continue"),
        new("help", "", "Everything that can be typed", "?", "-h", "--help"),
    ];

    public static IReadOnlyList<UsageVerb> Verbs { get; } = [.. _starting, .. _others];

    /// <summary>The options of all kinds of tasks.</summary>
    public static IReadOnlyList<TaskOption> Options { get; } = [.. TaskKinds.All.SelectMany(kind => kind.Options).Distinct()];

    /// <summary>How to start a task, as mrkdwn.</summary>
    public static string Start { get; } = string.Join(" or ", TaskKinds.All.Select(For));

    /// <summary>What can be typed, in a line, as mrkdwn.</summary>
    public static string Short { get; } = $"{Start}, `/claude status`, {string.Join(", ", _others.Skip(1).SkipLast(1).Select(verb => $"`{verb.Name}`"))} or `help`.";

    /// <summary>The verb with a name or alias, in any case; null if there is none.</summary>
    public static UsageVerb? Find(string typed) => Verbs.FirstOrDefault(verb =>
        verb.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) || verb.Aliases.Contains(typed, StringComparer.OrdinalIgnoreCase));

    /// <summary>How to start a task of this kind, as mrkdwn.</summary>
    public static string For(TaskKind kind) => $"`{kind.Command} {Escape(kind.Arguments)}`";

    /// <summary>All of it, as mrkdwn.</summary>
    /// <param name="approvers">The approvers, as mrkdwn.</param>
    public static string Describe(string approvers) =>
        $"""
        {string.Join("\n\n", TaskKinds.All.Select(Describe))}

        *While it works*
        {string.Join('\n', _others.Select(Line))}
        • Without a task, a verb is about the only task in this channel that it fits. A reason or feedback needs the task's id.
        • In a task's thread, mention me with a verb: `@claude status`, `@claude approve`
        • A reply in the task's thread is feedback while a review waits, the answer while a question waits, and otherwise a note for the next attempt. If it begins with `//` or mentions somebody first, the agent does not read it.

        Approvers: {approvers}.
        """;

    private static string Describe(TaskKind kind) =>
        $"""
        *{kind.Help}*
        {For(kind)}
        • The first word names the repository: `owner/name`, a URL or a short name; separate several by commas
        {string.Join('\n', kind.Options.Select(option => $"• `{Escape(option.Typed)}` {option.Help}"))}
        Example: `/claude {Escape(kind.Example)}`
        """;

    private static string Line(UsageVerb verb)
    {
        var typed = verb.Arguments.Length == 0 ? verb.Name : $"{verb.Name} {Escape(verb.Arguments)}";
        var aliases = verb.Aliases.Count == 0 ? "" : $" (also {string.Join(", ", verb.Aliases.Select(alias => $"`{alias}`"))})";
        return $"• `/claude {typed}` {verb.Help}{aliases}";
    }

    // Between bare angle brackets Slack would see a link.
    private static string Escape(string text) => SlackText.Inline(text, 200);
}
