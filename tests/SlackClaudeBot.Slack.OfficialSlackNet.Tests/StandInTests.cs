using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet;
using SlackNet.AspNetCore;
using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests.OfficialSlackNet;

/// <summary>The stand-ins are in use, and behave as the official package does in the points that could break the program's promises.</summary>
public sealed class StandInTests
{
    [Fact]
    public async Task An_event_is_acknowledged_before_its_handler_runs_and_a_failure_of_the_handler_is_lost()
    {
        var services = new ServiceCollection().AddSlackNet(slack => slack.RegisterEventHandler<FailingHandler>()).BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseSlackNet();
        var response = new CompletableResponse();
        var context = Request("event", "application/json", """{"type":"event_callback","event":{"type":"message","text":"hi"}}""", services);
        context.Features.Set<IHttpResponseFeature>(response);

        await app.Build()(context);
        Assert.Equal((StatusCodes.Status200OK, 0), (response.StatusCode, FailingHandler.Calls));
        await response.CompleteAsync();

        Assert.Equal(1, FailingHandler.Calls);
    }

    [Theory]
    [InlineData("options", StatusCodes.Status200OK)]
    [InlineData("action", StatusCodes.Status400BadRequest)]
    public async Task The_path_for_options_is_open_and_an_unknown_interaction_is_refused(string path, int status)
    {
        var services = new ServiceCollection().AddSlackNet().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseSlackNet();
        var context = Request(path, "application/x-www-form-urlencoded", "payload=" + Uri.EscapeDataString("""{"type":"shortcut"}"""), services);

        await app.Build()(context);

        Assert.Equal(status, context.Response.StatusCode);
    }

    [Fact]
    public void Text_that_looks_like_a_date_is_rewritten() => Assert.NotEqual(
        "2026-01-02",
        ((PlainTextInputValue)JsonConvert.DeserializeObject<ElementValue>("""{"type":"plain_text_input","value":"2026-01-02"}""", Default.JsonSettings().SerializerSettings)!).Value);

    [Fact]
    public async Task A_response_URL_receives_the_token_and_an_answer_without_a_content_type_fails()
    {
        string? token = null;
        var client = Client(request =>
        {
            token = request.Headers.Authorization?.Parameter;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent("ok"u8.ToArray()) };
        });

        await Assert.ThrowsAsync<NullReferenceException>(() => client.Respond("https://hooks.slack.test/x", new Message { Text = "hi" }, CancellationToken.None));

        Assert.Equal("xoxb-test", token);
    }

    [Fact]
    public async Task A_rate_limit_without_a_time_fails() => await Assert.ThrowsAsync<NullReferenceException>(() =>
        Client(_ => new HttpResponseMessage(HttpStatusCode.TooManyRequests)).Auth.Test());

    [Fact]
    public async Task A_message_is_sent_with_its_default_values()
    {
        JObject? sent = null;
        var client = Client(request =>
        {
            sent = JObject.Parse(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult());
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"ok":true}""", Encoding.UTF8, "application/json") };
        });

        await client.Chat.PostMessage(new Message { Text = "hi", Blocks = [new HeaderBlock { Text = "Title" }] });

        Assert.True(
            JToken.DeepEquals(
                JToken.Parse("""
                    {"text":"hi","blocks":[{"type":"header","text":{"type":"plain_text","text":"Title","emoji":true}}],"unfurl_links":false,"unfurl_media":true,
                     "parse":"none","link_names":false,"attachments":[],"reply_broadcast":false}
                    """),
                sent),
            sent?.ToString());
    }

    private static SlackApiClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        new(Default.Http(getHttpClient: () => new HttpClient(new Answering(answer))), Default.UrlBuilder(), Default.JsonSettings(), "xoxb-test");

    private static DefaultHttpContext Request(string path, string contentType, string body, IServiceProvider services)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        (context.Request.Method, context.Request.Path, context.Request.ContentType) = ("POST", $"/slack/{path}", contentType);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context;
    }

    private sealed class FailingHandler : IEventHandler
    {
        public static int Calls { get; private set; }

        public Task Handle(EventCallback eventCallback)
        {
            Calls++;
            throw new InvalidOperationException("failed");
        }
    }

    private sealed class CompletableResponse : HttpResponseFeature
    {
        private readonly List<Func<Task>> _callbacks = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _callbacks.Add(() => callback(state));

        public Task CompleteAsync() => Task.WhenAll(_callbacks.Select(callback => callback()));
    }

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
