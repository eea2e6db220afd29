using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>The expected result of a request.</summary>
internal enum Outcome
{
    /// <summary>A status of 4xx without a body: it is not from Slack, or Slack would not send it.</summary>
    Refused,

    /// <summary>Nothing: it is from Slack, but this app does not handle it.</summary>
    Ignored,

    /// <summary>A message for its author, in the response.</summary>
    Answered,

    /// <summary>A message for its author, at the response URL.</summary>
    AnsweredAtUrl,

    /// <summary>An ephemeral message for its author, in the channel.</summary>
    AnsweredInChannel,
}

/// <summary>One bad request.</summary>
/// <param name="Kind">Its fault.</param>
/// <param name="Path">Its path.</param>
/// <param name="Body">As it is sent.</param>
/// <param name="Outcome">The expected result.</param>
internal sealed record HostileRequest(string Kind, string Path, byte[] Body, Outcome Outcome)
{
    public const string Form = "application/x-www-form-urlencoded";
    public const string Json = "application/json";

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public string? ContentType { get; init; } = Path.EndsWith("event", StringComparison.OrdinalIgnoreCase) ? Json : Form;

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether its length is left open, so that only reading tells it.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Whether it asks for tasks: the answer names their requesters and links their cards.</summary>
    public bool ShowsTasks { get; init; }

    /// <summary>The last part of its response URL.</summary>
    public string? ResponseKey { get; init; }

    /// <summary>The same with the headers Slack signs with.</summary>
    public HostileRequest Signed(string secret, DateTimeOffset at) => Signed(secret, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>The same, signed for a timestamp that need not be one.</summary>
    public HostileRequest Signed(string secret, string timestamp) => this with
    {
        Headers = [.. Headers, ("X-Slack-Request-Timestamp", timestamp), ("X-Slack-Signature", Signature(secret, timestamp, Body))],
    };

    public static string Signature(string secret, string timestamp, ReadOnlySpan<byte> body) => "v0=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body]));

    public HttpRequestMessage ToMessage(Uri address)
    {
        var message = new HttpRequestMessage(Method, new Uri(address, Path)) { Content = new ByteArrayContent(Body) };
        message.Headers.TransferEncodingChunked = IsChunked ? true : null;
        if (ContentType is not null)
        {
            Assert.True(message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType));
        }

        foreach (var (name, value) in Headers)
        {
            Assert.True(message.Headers.TryAddWithoutValidation(name, value));
        }

        return message;
    }

    public override string ToString()
    {
        var body = Encoding.UTF8.GetString(Body);
        return $"{Kind}: {Method} {Path} {(body.Length > 500 ? $"{body[..500]}… ({Body.Length} bytes)" : body)}";
    }
}
