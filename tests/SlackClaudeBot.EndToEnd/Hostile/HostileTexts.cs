using System.Text;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Text of people who are malicious, or only mistype.</summary>
internal static class HostileTexts
{
    /// <summary>Each of them breaks something if it is not handled as text: shells, options, mrkdwn, JSON, paths, terminals, readers.</summary>
    public static readonly string[] Pieces =
    [
        "$(touch pwned)", "`id`", "; rm -rf ~", "&& reboot", "| sh", "> /etc/passwd", "${IFS}", "%00", "\\x00", "'", "\"", "\\", "--force", "--upload-pack=id", "-rf",
        "<!channel>", "<!here>", "<@U0YOU>", "<https://evil.example|Approve>", "&lt;!everyone&gt;", "```", "*bold*", "_", "~", "{\"type\":\"actions\"}", "\"}],\"blocks\":[",
        "../../../etc/passwd", "..\\..\\", "\u202Etxt.exe", "\u2066", "\u200F", "\u0007", "\u001B[2J", "\u0000", "\uFEFF", "\u2028", "\U000E0041", "漢字", "😀", "é\u0301\u0301",
        "<script>alert(1)</script>", "{{7*7}}", "' OR 1=1 --", "=cmd|'/c calc'!A1", "javascript:alert(1)", "file:///etc/shadow", "http://169.254.169.254/latest/meta-data/",
    ];

    /// <summary>No names of repositories on the GitHub in use.</summary>
    public static readonly string[] Repositories =
    [
        "../../etc/passwd", "acme/..", "acme/../shop", "acme/.git", "./shop", "/etc/passwd", "-acme/shop", "acme/-shop", "-", ".", "..", "acme//shop", "acme/shop/more", "acme\\shop", "acme/shop;id",
        "acme/$(id)", "acme/`id`", "acme/shop|sh", "acme/shop&id", "acme/sh*p", "acme/shop?x", "acme/shop#x", "acme/{shop}", "acme/ﬁx", "аcme/shop", "acme/%2e%2e", "shop",
        "file:///etc/passwd", "https://evil.example/acme/shop", "https://github.com@evil.example/acme/shop", "http://user:word@127.0.0.1/acme/shop", "http://127.0.0.1:1/acme/shop",
        "ssh://git@evil.example/acme/shop", "git@evil.example:acme/shop", "ext::sh", "git://evil.example/acme/shop", "ftp://evil.example/a/b", "//evil.example/acme/shop",
        "acme/shop,acme/shop", "acme/shop,../x", ",", "acme/" + new string('a', 101), new string('a', 40) + "/shop", string.Join(',', Enumerable.Range(0, 11).Select(i => $"acme/r{i}")),
    ];

    /// <summary>No branches.</summary>
    public static readonly string[] Branches =
    [
        "", "-", "-x", "--force", "--upload-pack=id", "..", "a..b", "a.lock", "a.LOCK", "a.lock/b", "@{-1}", "@", "HEAD", "a:b", "a^", "a~1", "a?b", "a*", "a[b", "a\\b", "refs/../x", ".x", "x/.y", "x//y", "/x", "x/", "x.",
        "$(id)", "`id`", "a;b", "a|b", "a&b", "a>b", "a'b", new string('b', 201),
    ];

    /// <summary>No options of <c>/claude fix</c>, or no values of them.</summary>
    public static readonly string[] Options =
    [
        "--timeout 99h", "--timeout -1", "--timeout $(id)", "--timeout", "--timeout 0", "--timeout 1e9m", "--model --dangerously-skip-permissions", "--model a;b", "--model $(id)", "--model=", "--model -p",
        "--ticket javascript:alert(1)", "--ticket file:///etc/passwd", "--ticket https://u:p@evil.example/", "--ticket x", "--ticket", "--no-approval=yes", "--NO-APPROVAL=1", "--exec id", "--upload-pack=id",
        "--dangerously-skip-permissions", "--mcp-config={}", "--settings x", "--", "--add-dir /",
    ];

    /// <summary>No words that begin a command.</summary>
    public static readonly string[] Verbs =
    [
        "$(id)", "`rm -rf /`", ";fix", "../fix", "--fix", "-c", "*fix*", "f\u0456x", "{\"text\":\"fix\"}", "<!channel>", "&lt;!channel&gt;", "```fix", "approve;", "%66%69%78", "<https://evil.example|fix>", "eval", "sudo", "acme/shop", "🚀", "\u0007\u0007", "aprove", "xif",
    ];

    /// <summary>No ids of tasks that there are.</summary>
    public static readonly string[] Tasks =
    [
        "0123456789", "fix-0123456789", "ffffffffff", "../../etc", "--all", "-1", "*", "%", "' OR 1=1 --", "$(id)", "`id`", "<!channel>", "0123456789abcdef", "\u202E9876543210", "{}", "temporal-system",
    ];

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>Several pieces on one line; never empty, and without what begins a description.</summary>
    public static string Line(this Random random, int atLeast)
    {
        var text = new StringBuilder("x");
        while (text.Length < atLeast)
        {
            text.Append(' ').Append(random.Pick(Pieces).Replace("--", "–x", StringComparison.Ordinal).Replace('\u2028', ' ').Replace("\"", "'", StringComparison.Ordinal));
        }

        return text.ToString();
    }
}
