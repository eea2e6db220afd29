using System.Net;
using System.Net.Http.Headers;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Settings;

namespace SlackClaudeBot.Slack.Api;

/// <summary>
/// Sits between SlackNet's HTTP client and Slack. SlackNet sends the bot's token to every <c>response_url</c>, takes a refusal there for
/// success, and fails on answers without <c>Content-Type</c> or <c>Retry-After</c>.
/// </summary>
internal sealed class SlackHttpHandler(SlackOptions options) : DelegatingHandler
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(1);

    private readonly Uri _api = new($"{options.ApiUrl.AbsoluteUri.TrimEnd('/')}/");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isApi = request.RequestUri is { } address && _api.IsBaseOf(address);
        if (!isApi)
        {
            request.Headers.Authorization = null;
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            response.Headers.RetryAfter ??= new RetryConditionHeaderValue(_retryAfter);
        }

        response.Content.Headers.ContentType ??= new MediaTypeHeaderValue("text/plain");
        if (!isApi && response.IsSuccessStatusCode && await FindErrorAsync(response, cancellationToken) is { } error)
        {
            response.Dispose();
            throw new HttpRequestException($"Slack refused the message: {error}.");
        }

        return response;
    }

    /// <summary>The error of an answer with <c>ok: false</c>; null for all others.</summary>
    private static async Task<string?> FindErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // The content is buffered, so that SlackNet can read it again.
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var json = RequestBodyValidator.ReadJson(body);
            return json["ok"] is JValue { Value: false } ? json["error"]?.ToString() ?? "no reason given" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
