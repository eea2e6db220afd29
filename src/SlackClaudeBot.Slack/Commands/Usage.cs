using SlackClaudeBot.Slack.Rendering;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>
/// What can be typed after <c>/claude</c>: the one place for it. The parser takes its verbs from here, help and hints are made of it,
/// and the playground's page gets it from here.
/// </summary>
public static class Usage
{
    public static IReadOnlyList<UsageVerb> Verbs { get; } =
    [
        new("fix", "<repo>[@branch][,<repo>…] <title> [-- description]", "Hand a bug to Claude: clone, fix, test, review, pull request"),
        new("status", "[task]", "What a task is doing"),
        new("list", "", "The tasks of this channel", "ls"),
        new("approve", "[task]", "Approve the review that is waiting"),
        new("reject", "[task [feedback]]", "Reject it: with feedback the next attempt starts, without it the task ends"),
        new("cancel", "[task [reason]]", "Stop a task and clean up after it", "stop"),
        new("pause", "[task]", "Hold a task before its next step"),
        new("resume", "[task]", "Let a paused task continue"),
        new("help", "", "Everything that can be typed", "?", "-h", "--help"),
    ];

    public static IReadOnlyList<UsageOption> Options { get; } =
    [
        new("--no-approval", "", "opens the pull request without a review if tests ran for all that changed, and passed; for approvers"),
        new("--timeout", "30m", "how long one run of the agent may take"),
        new("--model", "<name>", "another model for this task"),
        new("--ticket", "<url>", "links a ticket"),
    ];

    /// <summary>How to start a task, as mrkdwn.</summary>
    public static string Fix { get; } = $"`/claude fix {Escape(Verbs[0].Arguments)}`";

    /// <summary>What can be typed, in a line, as mrkdwn.</summary>
    public static string Short { get; } = $"{Fix}, `/claude status`, {string.Join(", ", Verbs.Skip(2).SkipLast(1).Select(verb => $"`{verb.Name}`"))} or `help`.";

    /// <summary>The verb with a name or alias, in any case; null if there is none.</summary>
    public static UsageVerb? Find(string typed) => Verbs.FirstOrDefault(verb =>
        verb.Name.Equals(typed, StringComparison.OrdinalIgnoreCase) || verb.Aliases.Contains(typed, StringComparer.OrdinalIgnoreCase));

    /// <summary>All of it, as mrkdwn.</summary>
    /// <param name="approvers">The approvers, as mrkdwn.</param>
    public static string Describe(string approvers) =>
        $"""
        *Hand a bug to Claude Code*
        {Fix}
        • The first word names the repository: `owner/name`, a URL or a short name; separate several by commas
        {string.Join('\n', Options.Select(option => $"• `{Escape(option.Typed)}` {option.Help}"))}
        Example: `/claude fix acme/shop Checkout crashes on an empty cart -- Since 2.3, see the log in #alerts`

        *While it works*
        {string.Join('\n', Verbs.Skip(1).Select(Line))}
        • Without a task, a verb is about the only task in this channel that it fits. A reason or feedback needs the task's id.
        • In a task's thread, mention me with a verb: `@claude status`, `@claude approve`
        • A reply in the task's thread is feedback while a review waits, the answer while a question waits, and otherwise a note for the next attempt. If it begins with `//` or mentions somebody first, the agent does not read it.

        Approvers: {approvers}.
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

/// <summary>A verb, what follows it, one line about it, and other words for it.</summary>
public sealed record UsageVerb(string Name, string Arguments, string Help, params IReadOnlyList<string> Aliases);

/// <summary>An option of verbs that start a task.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">An example of its value; empty if it has none.</param>
/// <param name="Help">One line about it.</param>
public sealed record UsageOption(string Name, string Value, string Help)
{
    /// <summary>The option as it is typed.</summary>
    public string Typed => Value.Length == 0 ? Name : $"{Name} {Value}";
}
