namespace SlackClaudeBot.Slack.Commands;

/// <summary>What can be typed, as mrkdwn: between bare angle brackets Slack would see a link.</summary>
internal static class Usage
{
    public const string Fix = "`/claude fix &lt;repo&gt;[@branch][,&lt;repo&gt;…] &lt;title&gt; [-- description]`";

    public const string Short = $"{Fix}, `/claude status`, `list`, `cancel`, `approve`, `reject` or `help`.";

    /// <summary>The whole of it, as mrkdwn.</summary>
    public static string Describe(string approvers) =>
        $"""
        *Hand a bug to Claude Code*
        {Fix}
        • `&lt;repo&gt;` is `owner/name`, a URL or a short name; several are separated by commas
        • `--no-approval` opens the pull request without a review where tests ran for all that changed, and passed
        • `--timeout 30m` bounds one run of the agent
        • `--model &lt;name&gt;` and `--ticket &lt;url&gt;` are for this task alone
        Example: `/claude fix acme/shop Checkout crashes on an empty cart -- Since 2.3, see the log in #alerts`

        *While it works*
        • `/claude status [task]`, `/claude list`, `/claude cancel [task]`
        • `/claude approve [task]`, `/claude reject [task] [feedback]`, or the buttons; rejecting without feedback ends the task
        • A reply in the task's thread is feedback while a review waits, the answer while a question waits, and otherwise a note for the next attempt. If it begins with `//` or with a mention of somebody, the agent does not read it.

        Who may decide: {approvers}.
        """;
}
