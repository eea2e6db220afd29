using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SlackClaudeBot.EndToEnd.Drivers;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Sends bad requests and reports unexpected results.</summary>
internal sealed partial class Judge(World world) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    /// <returns>The problem; null if there is none.</returns>
    public async Task<string?> SendAsync(HostileRequest request)
    {
        using var message = request.ToMessage(world.Bot.Address);
        try
        {
            using var response = await _http.SendAsync(message);
            return Problem(request, response.StatusCode, await response.Content.ReadAsStringAsync()) is { } problem ? $"{request}\n  → {problem}" : null;
        }
        catch (HttpRequestException e) when (request.Outcome == Outcome.Refused)
        {
            // It hung up in the middle of a body it does not want. That it is still there is seen after all of them.
            return e.HttpRequestError is HttpRequestError.ConnectionError ? $"{request}\n  → nobody listens: {e.Message}" : null;
        }
    }

    /// <summary>The problem of a message for a person, or null.</summary>
    /// <param name="text">The words.</param>
    /// <param name="showsTasks">Whether they may name the requester of a task and link its card, as answers to <c>list</c> and <c>status</c> do.</param>
    public static string? Problem(string? text, bool showsTasks = false) => text switch
    {
        null or "" => "no words",
        _ when string.IsNullOrWhiteSpace(text) => "no words",
        { Length: > 4_000 } => $"{text.Length} characters are no answer",
        _ when Insides().Match(text) is { Success: true } match => $"shows its insides: {match.Value}",
        _ when Deception().Match(text) is { Success: true } match => $"carries U+{(int)match.Value[0]:X4} to the reader",
        _ when (showsTasks ? MarkupOfOthers() : Markup()).Match(text) is { Success: true } match => $"lets markup through: {match.Value}",
        _ => null,
    };

    public void Dispose() => _http.Dispose();

    private string? Problem(HostileRequest request, HttpStatusCode status, string body) => request.Outcome switch
    {
        Outcome.Refused => (int)status is >= 400 and < 500 && body.Length == 0 ? null : $"{(int)status} {body}",
        Outcome.Ignored => status == HttpStatusCode.OK && Problem(body) is null or "no words" ? null : $"{(int)status} {body}",
        _ when status != HttpStatusCode.OK => $"{(int)status} {body}",
        Outcome.Answered => Problem(WordsOf(body), request.ShowsTasks),
        Outcome.AnsweredAtUrl => Problem(world.Slack.Requests.All.FirstOrDefault(r => r.Path.EndsWith("/" + request.ResponseKey, StringComparison.Ordinal)) is { } answer ? WordsOf(answer.Body) : null),
        Outcome.AnsweredInChannel => null,
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    /// <summary>The visible part of an answer: its text, or the errors in a form.</summary>
    private static string? WordsOf(string body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        var json = JsonElement.Parse(body);
        if (json.TryGetProperty("errors", out var errors))
        {
            return string.Join('\n', errors.EnumerateObject().Select(error => error.Value.GetString()));
        }

        var isForOne = json.TryGetProperty("response_type", out var type) && type.GetString() == "ephemeral";
        return isForOne && json.TryGetProperty("text", out var text) ? text.GetString() : null;
    }

    // A stack trace, a type of ours or .NET's, a path of the machine.
    [GeneratedRegex(@"   at |Exception|SlackClaudeBot\.|System\.|Newtonsoft|Temporalio|/tmp/|/home/|\.cs:line")]
    private static partial Regex Insides();

    [GeneratedRegex(@"[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFD]")]
    private static partial Regex Deception();

    // Slack takes anything between angle brackets for a mention, a link or a command.
    [GeneratedRegex("<[^>]*>?")]
    private static partial Regex Markup();

    // The same, except for the requester and a link to a card.
    [GeneratedRegex(@"<(?!@U0YOU>|http://127\.0\.0\.1:\d+/#/C0[A-Z]+/[\d.]+\|[^<>]*>)[^>]*>?")]
    private static partial Regex MarkupOfOthers();
}
