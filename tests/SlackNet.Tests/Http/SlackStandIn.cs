using System.Net;
using Newtonsoft.Json.Linq;

namespace SlackNet.Tests.Http;

/// <summary>Gives the prepared answers in order; a request without one fails.</summary>
internal sealed class SlackStandIn : HttpMessageHandler
{
    private readonly Queue<HttpResponseMessage> _answers = new();

    public List<(HttpRequestMessage Request, string Body)> Requests { get; } = [];

    public JObject LastJson => JObject.Parse(Requests[^1].Body);

    public SlackStandIn Answer(string json, HttpStatusCode status = HttpStatusCode.OK, TimeSpan? retryAfter = null, string? mediaType = "application/json")
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(json) };
        answer.Content.Headers.ContentType = mediaType is null ? null : new(mediaType, "utf-8");
        if (retryAfter is { } wait)
        {
            answer.Headers.RetryAfter = new(wait);
        }

        _answers.Enqueue(answer);
        return this;
    }

    public SlackApiClient Client(string token = "xoxb-token") =>
        new(Default.Http(getHttpClient: () => new HttpClient(this, disposeHandler: false)), Default.UrlBuilder(), Default.JsonSettings(), token);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        return _answers.TryDequeue(out var answer) ? answer : throw new InvalidOperationException($"Unexpected request: {request.RequestUri}");
    }
}
