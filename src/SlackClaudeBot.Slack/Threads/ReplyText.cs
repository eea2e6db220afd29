using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Commands;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>The meaning of a reply in a task's thread.</summary>
internal abstract partial record ReplyText
{
    /// <summary>The most characters of a note or feedback. Longer text is refused, not cut.</summary>
    public const int MaxLength = CommandParser.MaxFeedback;

    private ReplyText()
    {
    }

    /// <summary>Said among people: the agent does not read it.</summary>
    public sealed record ForPeople : ReplyText;

    /// <summary>Nothing but praise.</summary>
    public sealed record Praise(string Text) : ReplyText;

    /// <summary>One word that could end the task, or mean no: too little to start a paid attempt with.</summary>
    public sealed record BareRefusal(string Text) : ReplyText
    {
        /// <summary>Whether it answers a question.</summary>
        public bool IsAnswer => IsNo().IsMatch(Text);
    }

    /// <summary>Said to the agent.</summary>
    public sealed record ForAgent(string Text) : ReplyText;

    /// <summary>Reads a message's text.</summary>
    /// <param name="text">As Slack delivers it.</param>
    /// <param name="botUserId">The bot's own user: a reply may begin with its name.</param>
    public static ReplyText Read(string? text, string botUserId)
    {
        var said = (text ?? "").Trim();
        while (LeadingMention().Match(said) is { Success: true } mention)
        {
            if (mention.Groups["id"].Value != botUserId)
            {
                return new ForPeople();
            }

            said = said[mention.Length..].TrimStart(' ', ',', ':', '\n', '\u00A0');
        }

        if (said.StartsWith("//", StringComparison.Ordinal))
        {
            return new ForPeople();
        }

        var plain = TypedText.ReadWords(said);
        if (plain.Length == 0)
        {
            return new ForPeople();
        }

        return PraiseOnly().IsMatch(plain) ? new Praise(plain) : RefusalOnly().IsMatch(plain) ? new BareRefusal(plain) : new ForAgent(plain);
    }

    // A user, a user group, or everybody: <@U…>, <!subteam^S…>, <!here>.
    [GeneratedRegex(@"^(?:<@(?<id>[A-Z0-9]+)(?:\|[^>]*)?>|<!(?<id>[^>]+)>)", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingMention();

    [GeneratedRegex(
        @"^(?:no+|nope|nah|reject(?:ed)?(?: (?:it|this))?|cancel(?:led)?(?: (?:it|this))?|stop(?: (?:it|this))?|abort|👎|:-1:|:thumbsdown:)[\s.!]*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex RefusalOnly();

    [GeneratedRegex(@"^(?:no+|nope|nah)[\s.!]*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex IsNo();

    // One or more words of praise with nothing else: no praise may hide a wish ("nice, but rename it").
    [GeneratedRegex(
        @"^(?:(?:lgtm|looks (?:good|great)(?: to me)?|ship it|nice(?: one| work| job)?|great(?: work| job| stuff)?|good(?: work| job| stuff)|well done|awesome|perfect|excellent|amazing|cool|love it|wow|thanks?(?: you| a lot)?|thx|ty|yay|approved?|yes|ok(?:ay)?|\+1|👍|👏|👌|💪|🥳|🎉|🚀|❤️|❤|💯|🙌|🙏|✅|😀|😄|🔥|[\u200D\uFE0F]|[🏻🏼🏽🏾🏿]|:(?:\+1|thumbsup|heavy_check_mark|partying_face|muscle|heart_eyes|smile|grinning|slightly_smiling_face|sunglasses|trophy|clap|tada|rocket|heart|100|raised_hands|pray|white_check_mark|fire|ok_hand|star|sparkles|skin-tone-[2-6])(?:::skin-tone-[2-6])?:)[\s.!,~]*)+$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex PraiseOnly();
}
