using System.Globalization;
using System.Text;

namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>Makes texts that try to break messages. The same seed makes the same texts; <c>HOSTILE_SEED</c> sets it.</summary>
public sealed class HostileTexts
{
    private static readonly string[] _pieces =
    [
        "<!channel>", "<!here>", "<!everyone>", "<@U024BE7LH>", "<#C024BE91L>", "<!subteam^S1>", "<https://evil.example|Approve>", "<mailto:a@b.c|x>", "&lt;!channel&gt;", "&amp;",
        "```", "`", "*", "_", "~", ">", "<", "&", "|", "\"", "\\", "{", "}", "\n", "\r\n", "\t", " ", "\0", "\u0007", "\u001B[2J", "\u202E", "\u2066", "\u200F", "\u2028", "\uFEFF",
        "\uD83D", "\uDE00", "😀", "é", "漢字", "\U000E0041", "<!date^1^{date}|x>", "https://evil.example/", "javascript:alert(1)", "**bold**", "# Title", "- item", "--flag", "$(reboot)", "../..",
        "@channel", "@here", ":warning:", "'; DROP TABLE x; --", "<script>alert(1)</script>", "%00", "\u0085", "=HYPERLINK(1)", "x",
    ];

    private readonly Random _random;

    public HostileTexts(int round)
    {
        Seed = int.TryParse(Environment.GetEnvironmentVariable("HOSTILE_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20260504;
        _random = new Random(HashCode(Seed, round));
    }

    public int Seed { get; }

    /// <summary>A text of 0 to about 60,000 characters: mostly short, some that are one piece repeated.</summary>
    public string Next()
    {
        var length = _random.Next(6) switch { 0 => 0, 1 => 10, 2 => 200, 3 => 3000, 4 => 15_000, _ => 60_000 };
        var text = new StringBuilder();
        var repeated = _random.Next(3) == 0 ? _pieces[_random.Next(_pieces.Length)] : null;
        while (text.Length < length)
        {
            text.Append(repeated ?? _pieces[_random.Next(_pieces.Length)]);
        }

        return text.ToString();
    }

    /// <summary>Takes each text from a few that are made once: large ones take their time.</summary>
    public Func<string, string> OneOf(int count)
    {
        var made = Enumerable.Range(0, count).Select(_ => Next()).ToArray();
        return _ => made[_random.Next(count)];
    }

    private static int HashCode(int seed, int round) => unchecked((seed * 397) ^ (round * 7919));
}
