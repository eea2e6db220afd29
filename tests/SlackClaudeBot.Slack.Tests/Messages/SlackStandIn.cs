using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Tests.SlackContract;
using SlackNet;

namespace SlackClaudeBot.Slack.Tests.Messages;

/// <summary>Slack's Web API as far as messages go, behind the real client: keeps what is posted, refuses what Slack would, and fails when told to.</summary>
internal sealed class SlackStandIn : HttpMessageHandler
{
    private readonly Queue<HttpResponseMessage> _failures = new();

    public List<JObject> Messages { get; } = [];

    public List<JObject> Updates { get; } = [];

    public List<JObject> Whispers { get; } = [];

    /// <summary>Emoji, channel and timestamp.</summary>
    public HashSet<string> Reactions { get; } = [];

    /// <summary>Who is there.</summary>
    public Dictionary<string, JObject> Users { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Happens during a call.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Set: a message is taken, but its answer is lost.</summary>
    public bool LosesAnswer { get; set; }

    public ISlackApiClient Client()
    {
        var settings = Default.JsonSettings();
        return new SlackApiClient(Default.Http(settings, () => new HttpClient(this, disposeHandler: false)), Default.UrlBuilder(settings), settings, "xoxb-test")
        {
            DisableRetryOnRateLimit = true,
        };
    }

    public void Fail(HttpStatusCode status, TimeSpan? retryAfter = null)
    {
        var failure = new HttpResponseMessage(status);
        if (retryAfter is { } delay)
        {
            failure.Headers.RetryAfter = new(delay);
        }

        _failures.Enqueue(failure);
    }

    public void Refuse(string error) => _failures.Enqueue(Json(new JObject { ["ok"] = false, ["error"] = error }));

    /// <summary>As a proxy does that cuts an answer off.</summary>
    public void AnswerNonsense() => _failures.Enqueue(new(HttpStatusCode.OK) { Content = new StringContent("{\"ok\": tr", Encoding.UTF8, "application/json") });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = request.RequestUri!.Segments[^1];
        Calls.Add(method);
        Meanwhile?.Invoke();
        if (_failures.TryDequeue(out var failure))
        {
            return failure;
        }

        var body = request.Content is null ? [] : JObject.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        Contract.Holds(request.RequestUri, body);
        switch (method)
        {
            case "chat.postMessage":
                body["ts"] = $"1700000000.{Messages.Count:000000}";
                Messages.Add(body);
                return LosesAnswer ? throw new HttpRequestException("connection reset") : Json(new JObject { ["ok"] = true, ["channel"] = body["channel"], ["ts"] = body["ts"] });
            case "chat.update":
                Updates.Add(body);
                return Json(new JObject { ["ok"] = true });
            case "conversations.history":
                return Json(new JObject { ["ok"] = true, ["messages"] = new JArray(Messages.Where(m => m["thread_ts"] is null)) });
            case "conversations.replies":
                return Json(new JObject { ["ok"] = true, ["messages"] = new JArray(Messages) });
            case "chat.postEphemeral":
                Whispers.Add(body);
                return Json(new JObject { ["ok"] = true });
            case "reactions.add":
                return Json(Reactions.Add($"{body["name"]} {body["channel"]} {body["timestamp"]}") ? new JObject { ["ok"] = true } : new JObject { ["ok"] = false, ["error"] = "already_reacted" });
            case "users.info":
                var user = System.Web.HttpUtility.ParseQueryString(request.RequestUri.Query)["user"]!;
                return Json(Users.TryGetValue(user, out var person) ? new JObject { ["ok"] = true, ["user"] = person } : new JObject { ["ok"] = false, ["error"] = "user_not_found" });
            case "chat.getPermalink":
                return Json(new JObject { ["ok"] = true, ["permalink"] = "https://acme.slack.example/archives/C024BE91L/p1700000000000000" });
            default:
                throw new InvalidOperationException($"Nobody expected {method}.");
        }
    }

    private static HttpResponseMessage Json(JObject answer) =>
        new(HttpStatusCode.OK) { Content = new StringContent(answer.ToString(), Encoding.UTF8, "application/json") };
}
