using System.Net;
using SlackClaudeBot.Slack.Api;
using SlackClaudeBot.Slack.Settings;
using SlackNet;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests.Api;

/// <summary>With either build of SlackNet, the token goes to the API alone, and odd answers get an ordinary form.</summary>
public sealed class SlackHttpHandlerTests : IDisposable
{
    private const string ResponseUrl = "https://hooks.slack.test/actions/T/1/x";

    private readonly Answering _slack = new();
    private readonly HttpMessageInvoker _http;

    public SlackHttpHandlerTests() => _http = new(new SlackHttpHandler(new SlackOptions { BotToken = "xoxb-test" }) { InnerHandler = _slack });

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("https://slack.com/api/chat.postMessage", true)]
    [InlineData("https://slack.com/services/x", false)]
    [InlineData("https://slack.com.example/api/x", false)]
    [InlineData(ResponseUrl, false)]
    public async Task Only_the_API_gets_the_token(string url, bool expected)
    {
        using var response = await SendAsync(url);

        Assert.Equal(expected, _slack.HadToken);
    }

    [Fact]
    public async Task An_answer_without_a_content_type_gets_one()
    {
        _slack.Body = "ok";
        _slack.ContentType = null;

        using var response = await SendAsync(ResponseUrl);

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_rate_limit_without_a_time_gets_one()
    {
        _slack.Status = HttpStatusCode.TooManyRequests;

        using var response = await SendAsync("https://slack.com/api/chat.postMessage");

        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_refusal_of_a_response_URL_is_a_failure()
    {
        _slack.Body = """{"ok":false,"error":"used_url"}""";

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(ResponseUrl));

        Assert.Contains("used_url", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"ok":"false"}""")]
    [InlineData("ok")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Other_answers_of_a_response_URL_are_successes(string body)
    {
        _slack.Body = body;

        using var response = await SendAsync(ResponseUrl);

        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_refusal_of_the_API_stays_for_SlackNet_to_read()
    {
        _slack.Body = """{"ok":false,"error":"channel_not_found"}""";
        var client = new SlackApiClient(Default.Http(getHttpClient: () => new HttpClient(_slack.Behind(), disposeHandler: false)), Default.UrlBuilder(), Default.JsonSettings(), "xoxb-test");

        var thrown = await Assert.ThrowsAsync<SlackException>(() => client.Chat.PostMessage(new Message { Channel = "C1", Text = "hi" }));

        Assert.Equal("channel_not_found", thrown.ErrorCode);
        Assert.True(_slack.HadToken);
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.Respond(new BlockActionRequest { ResponseUrl = ResponseUrl }, new MessageResponse { Message = new Message { Text = "hi" } }));
        Assert.False(_slack.HadToken);
    }

    private Task<HttpResponseMessage> SendAsync(string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Headers = { Authorization = new("Bearer", "xoxb-test") } };
        return _http.SendAsync(request, CancellationToken.None);
    }

    private sealed class Answering : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public string Body { get; set; } = "";

        public string? ContentType { get; set; } = "application/json";

        public bool HadToken { get; private set; }

        public SlackHttpHandler Behind() => new(new SlackOptions { BotToken = "xoxb-test" }) { InnerHandler = this };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HadToken = request.Headers.Authorization is not null;
            var response = new HttpResponseMessage(Status) { Content = new StringContent(Body) };
            response.Content.Headers.ContentType = ContentType is null ? null : new(ContentType);
            return Task.FromResult(response);
        }
    }
}
