using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Requests that are not from Slack, or unreadable. Each of them contains a command that would start a task.</summary>
internal sealed class HostileTransport(HostileCommands commands, string secret)
{
    // The age from which Slack says that a request must be refused: https://docs.slack.dev/authentication/verifying-requests-from-slack
    private const int MaxAgeSeconds = 300;

    // Some seconds away from the limit: time passes while a request is sent.
    private const int Margin = 30;

    private static readonly HttpMethod[] _methods = [HttpMethod.Get, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Head, new("PROPFIND"), new("POSTS"), new("X")];

    private static readonly string?[] _contentTypes =
        [null, "", "text/plain", "application/json", "multipart/form-data; boundary=x", "application/xml", "application/x-www-form-urlencodedx", "*/*", ";", "application/x-www-form-urlencoded, text/html", "text/html; charset=utf-7"];

    private static readonly string[] _timestamps = ["", "0", "-1", "now", "1e9", "0x60000000", "1700000000.5", "99999999999999999999", new('9', 40), "١٧٠٠٠٠٠٠٠٠"];

    private static readonly string[] _paths =
        ["/Slack/Command", "/SLACK/COMMAND", "/slack/command/", "/slack//command", "//slack/command", "/slack/%63ommand", "/slack/command%00", "/slack/command;x", "/slack/commands", "/slack", "/slack/../slack/action", "/command", "/slack/command.json", "/%2e%2e/slack/command"];

    public HostileRequest Next(Random random, int number)
    {
        var valid = new HostileRequest("", "/slack/command", commands.Valid(number), Outcome.Refused);
        var now = DateTimeOffset.UtcNow;
        return random.Next(16) switch
        {
            0 => valid with { Kind = "unsigned" },
            1 => valid with { Kind = "half signed", Headers = [.. valid.Signed(secret, now).Headers.Skip(random.Next(2)).Take(1)] },
            2 => valid.Signed(random.Pick(["", "secret", secret + "x", secret.ToUpperInvariant() + "-", new string('0', 32)]), now) with { Kind = "signed with another secret" },
            3 => WrongSignature(valid.Signed(secret, now), random),
            4 => valid.Signed(secret, now.AddSeconds(-MaxAgeSeconds - Margin - random.Next(1_000_000))) with { Kind = "replayed" },
            5 => valid.Signed(secret, now.AddSeconds(MaxAgeSeconds + Margin + random.Next(1_000_000))) with { Kind = "of the future" },
            6 => valid.Signed(secret, random.Pick(_timestamps)) with { Kind = "timestamp that is none" },
            7 => valid.Signed(secret, now) with { Kind = "changed after it was signed", Body = Changed(valid.Body, random) },
            8 => valid.Signed(secret, now) with { Kind = "cut after it was signed", Body = valid.Body[..random.Next(valid.Body.Length)] },
            9 => valid.Signed(secret, now) with { Kind = "content type", ContentType = random.Pick(_contentTypes) },
            10 => valid.Signed(secret, now) with { Kind = "method", Method = random.Pick(_methods) },
            11 => valid with { Kind = "another way to write the path", Path = random.Pick(_paths) },
            12 => BrokenForm(random, number, now),
            13 => BrokenJson(random, number, now),
            14 => valid.Signed(secret, now) with { Kind = "header twice", Headers = [.. valid.Signed(secret, now).Headers, ("X-Slack-Signature", "v0=0")] },
            // Some are large, and a large body takes its time.
            _ => random.Next(4) == 0 ? Oversized(random, now) : valid with { Kind = "unsigned with a body of bytes", Body = Bytes(random, random.Next(5_000)) },
        };
    }

    private static HostileRequest WrongSignature(HostileRequest signed, Random random)
    {
        var right = signed.Headers[1].Value;
        var wrong = random.Pick([right.ToUpperInvariant(), right[3..], "v1" + right[2..], right[..^1], right + "0", right[..^1] + (right[^1] == '0' ? '1' : '0'), "v0=", new string('0', 64), new string('f', 10_000), "v0=" + right]);
        return signed with { Kind = "wrong signature", Headers = [signed.Headers[0], ("X-Slack-Signature", wrong)] };
    }

    private HostileRequest BrokenForm(Random random, int number, DateTimeOffset now)
    {
        var valid = Encoding.UTF8.GetString(commands.Valid(number));
        var body = random.Next(9) switch
        {
            0 => valid + "&text=help",
            1 => valid + "&command=%2Fother",
            2 => valid.Replace("trigger_id=", "x=", StringComparison.Ordinal),
            3 => valid.Replace("user_id=", "x=", StringComparison.Ordinal),
            4 => valid.Replace("channel_id=", "x=", StringComparison.Ordinal),
            5 => valid + string.Concat(Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"&f{i}=1"))),
            6 => "payload=" + Uri.EscapeDataString(valid),
            7 => new string('&', random.Next(1, 10_000)),
            _ => "=",
        };
        return new HostileRequest("form that is none", "/slack/command", Encoding.UTF8.GetBytes(body), Outcome.Refused).Signed(secret, now);
    }

    private HostileRequest BrokenJson(Random random, int number, DateTimeOffset now)
    {
        var valid = JsonSerializer.Serialize(new { type = "event_callback", event_id = $"Ev{number}", @event = new { type = "message", channel = "C0SHOP", user = "U0YOU", ts = $"1.{number}", thread_ts = "1.0", text = "approve" } });
        var body = random.Next(9) switch
        {
            0 => valid[..random.Next(valid.Length)],
            1 => valid + random.Pick([valid, "x", "}", "]"]),
            2 => "[" + valid + "]",
            3 => Nested(random.Next(70, 100_000), "{\"type\":", "}"),
            4 => Nested(random.Next(70, 100_000), "[", "]"),
            5 => "{\"type\":\"event_callback\",\"event\":" + Nested(random.Next(70, 50_000), "{\"a\":", "}") + "}",
            6 => random.Pick(["", "null", "0", "\"x\"", "{}", "{\"type\":1}", "{\"type\":null}", "{\"type\":{}}", "NaN", "\0"]),
            7 => valid.Replace("\"event\"", "\"type\":[],\"event\"", StringComparison.Ordinal),
            _ => valid[..^1],
        };
        var bytes = Encoding.UTF8.GetBytes(body);
        if (random.Next(5) == 0 && bytes.Length > 0)
        {
            // No UTF-8 has this byte.
            bytes[random.Next(bytes.Length)] = 0xFF;
        }

        var isForm = random.Next(2) == 0;
        return new HostileRequest("JSON that is none", isForm ? "/slack/action" : "/slack/event", isForm ? Escaped(bytes) : bytes, Outcome.Refused).Signed(secret, now);
    }

    private HostileRequest Oversized(Random random, DateTimeOffset now) => new HostileRequest(
        "oversized", random.Pick(["/slack/command", "/slack/action", "/slack/event"]), Encoding.ASCII.GetBytes("text=" + new string('x', (1024 * 1024) + random.Next(1, 100_000))), Outcome.Refused)
    {
        IsChunked = random.Next(2) == 0,
    }.Signed(secret, now);

    private static byte[] Escaped(byte[] bytes) => Encoding.ASCII.GetBytes("payload=" + string.Concat(bytes.Select(b => string.Create(CultureInfo.InvariantCulture, $"%{b:X2}"))));

    private static string Nested(int depth, string open, string close) => string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));

    private static byte[] Changed(byte[] body, Random random)
    {
        byte[] changed = [.. body];
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
