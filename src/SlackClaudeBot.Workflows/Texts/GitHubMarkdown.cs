using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Texts;

/// <summary>
/// Makes text of agents and people harmless on GitHub: it pings nobody, closes and links no issue, keeps no checks from running;
/// and in Markdown it loads no image and hides nothing in HTML.
/// </summary>
internal static partial class GitHubMarkdown
{
    /// <summary>Parts what GitHub would join into a mention, a reference or a tag, without being seen: also in titles and between backticks, where an escape would be.</summary>
    private const string ZeroWidthSpace = "\u200B";

    /// <summary>Sanitized text of at most <paramref name="maxLength"/> characters.</summary>
    public static string Sanitize(string? text, int maxLength)
    {
        var clean = TextSanitizer.MultiLine(text, maxLength);
        clean = BreakReferences(TagOrEntityOrImage().Replace(clean, "$0" + ZeroWidthSpace));
        return clean.Length <= maxLength ? clean : TextSanitizer.MultiLine(clean, maxLength);
    }

    /// <summary>Parts what GitHub acts on in any text, commit messages among them: a title may become that of the commit that merges.</summary>
    public static string BreakReferences(string text)
    {
        text = Mention().Replace(text, "@" + ZeroWidthSpace);
        text = Reference().Replace(text, "$1" + ZeroWidthSpace);
        text = ClosingKeyword().Replace(text, "$1" + ZeroWidthSpace + "$2");
        text = Skipping().Replace(text, "[" + ZeroWidthSpace);
        return Trailer().Replace(text, "$1" + ZeroWidthSpace);
    }

    /// <summary>The same on one line, and nothing in it formats or parts a table's cells.</summary>
    public static string Inline(string? text, int maxLength)
    {
        var inert = Formatting().Replace(Sanitize(TextSanitizer.SingleLine(text, maxLength), maxLength), @"\$0");
        // Escapes made it longer, so it is cut once more; half of an escape at the end formats nothing.
        return inert.Length <= 2 * maxLength ? inert : TextSanitizer.SingleLine(inert, 2 * maxLength);
    }

    [GeneratedRegex(@"[\\`*_\[\]~|]", RegexOptions.CultureInvariant)]
    private static partial Regex Formatting();

    /// <summary>What begins HTML, a character that is written as an entity, or an image: https://spec.commonmark.org/0.31.2/#raw-html</summary>
    [GeneratedRegex(@"<(?=[A-Za-z/!?])|&(?=#?\w{1,40};)|!(?=\[)", RegexOptions.CultureInvariant)]
    private static partial Regex TagOrEntityOrImage();

    [GeneratedRegex(@"@(?=[\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    /// <summary><c>#12</c> and <c>GH-12</c>: https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls</summary>
    [GeneratedRegex(@"(#|\bGH-)(?=\d)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    /// <summary>The words that close an issue when the pull request is merged, before a link.</summary>
    [GeneratedRegex(@"\b(clos|fix|resolv)(es?|ed)?(?=:?\s+https?://)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ClosingKeyword();

    /// <summary>Words that keep workflows from running: https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs</summary>
    [GeneratedRegex(@"\[(?=(skip|no)[ -](ci|actions)\]|(ci|actions)[ -]skip\])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Skipping();

    /// <summary>Lines such as <c>Co-authored-by: …</c> and <c>skip-checks: …</c>; prose before a colon seldom has a dash in it.</summary>
    [GeneratedRegex(@"^([ \t]*[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)(?=[ \t]*:)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Trailer();
}
