using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SlackNet.AspNetCore;
using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackNet.Tests.Http;

/// <summary>The endpoints of a real server on a free port.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private const string Secret = "secret";

    private static readonly HttpClient _http = new();

    private readonly Seen _seen = new();
    private WebApplication _app = null!;
    private Uri _address = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_seen).AddSlackNet(slack => slack
            .UseApiToken("xoxb")
            .UseSigningSecret(Secret)
            .RegisterSlashCommandHandler<EchoCommand>("/echo")
            .RegisterBlockActionHandler<ButtonAction, RememberClick>("go")
            .RegisterViewSubmissionHandler<RefuseView>("view")
            .RegisterEventHandler<RememberEvent>()
            .RegisterEventHandler<MessageEvent, RememberMessage>());
        _app = builder.Build();
        _app.UseSlackNet(endpoints => endpoints.MapToPrefix("slack"));
        await _app.StartAsync();
        _address = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_command_is_answered_by_its_handler()
    {
        var (status, body) = await PostAsync("command", "command=%2Fecho&text=a+b%26c&user_id=U1&trigger_id=1.2");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"text":"a b&c","blocks":[],"unfurl_links":false,"unfurl_media":true,"response_type":"ephemeral"}""", body);
    }

    [Fact]
    public async Task A_command_without_a_handler_gets_an_empty_answer() =>
        Assert.Equal((HttpStatusCode.OK, ""), await PostAsync("command", "command=%2Fother&text="));

    [Fact]
    public async Task A_click_goes_to_the_handler_of_its_action()
    {
        const string payload = """{"type":"block_actions","user":{"id":"U1"},"actions":[{"type":"button","action_id":"go","value":"v","text":{"type":"plain_text","text":"Go","emoji":true}}]}""";

        await PostAsync("action", "payload=" + Uri.EscapeDataString(payload));
        await PostAsync("action", "payload=" + Uri.EscapeDataString(payload.Replace("\"go\"", "\"stop\"", StringComparison.Ordinal)));

        Assert.Equal(["click v by U1"], _seen.What);
    }

    [Fact]
    public async Task A_view_is_answered_by_its_handler()
    {
        var payload = Uri.EscapeDataString("""{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","type":"modal","callback_id":"view","blocks":[{"type":"rich_text","elements":[]}]}}""");

        Assert.Equal((HttpStatusCode.OK, """{"errors":{"b":"no"},"response_action":"errors"}"""), await PostAsync("action", "payload=" + payload));
    }

    [Fact]
    public async Task An_event_goes_to_the_handlers_of_all_events_and_of_its_type()
    {
        await PostAsync("event", """{"type":"event_callback","event_id":"E1","event":{"type":"message","text":"hi"}}""", "application/json");
        await PostAsync("event", """{"type":"event_callback","event_id":"E2","event":{"type":"app_mention","text":"hi"}}""", "application/json");

        Assert.Equal(["event E1", "message hi", "event E2"], _seen.What);
    }

    [Fact]
    public async Task The_URL_verification_is_answered_with_its_challenge() => Assert.Equal(
        (HttpStatusCode.OK, "abc"), await PostAsync("event", """{"type":"url_verification","challenge":"abc"}""", "application/json"));

    [Theory]
    [InlineData("action", "payload=%7B")]
    [InlineData("action", "other=1")]
    [InlineData("event", "[]")]
    [InlineData("event", """{"type":"what"}""")]
    public async Task An_unreadable_request_is_refused(string endpoint, string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(endpoint, body)).Status);

    [Fact]
    public async Task An_unsigned_request_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("command", "command=%2Fecho", secret: "other")).Status);

    [Fact]
    public async Task Only_POST_is_accepted() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.GetAsync(new Uri(_address, "/slack/command"))).StatusCode);

    [Fact]
    public async Task Other_paths_are_left_alone() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri(_address, "/slack/other"))).StatusCode);

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string endpoint, string body, string contentType = "application/x-www-form-urlencoded", string secret = Secret)
    {
        const string timestamp = "1700000000";
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"/slack/{endpoint}")) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", $"v0={Convert.ToHexStringLower(hash)}");
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

internal sealed class Seen
{
    public List<string> What { get; } = [];
}

internal sealed class EchoCommand : ISlashCommandHandler
{
    public Task<SlashCommandResponse> Handle(SlashCommand command) =>
        Task.FromResult(new SlashCommandResponse { ResponseType = ResponseType.Ephemeral, Message = new Message { Text = command.Text } });
}

internal sealed class RememberClick(Seen seen) : IBlockActionHandler<ButtonAction>
{
    public Task Handle(ButtonAction action, BlockActionRequest request)
    {
        seen.What.Add($"click {action.Value} by {request.User.Id}");
        return Task.CompletedTask;
    }
}

internal sealed class RefuseView : IViewSubmissionHandler
{
    public Task<ViewSubmissionResponse> Handle(ViewSubmission viewSubmission) =>
        Task.FromResult<ViewSubmissionResponse>(new ViewErrorsResponse { Errors = { ["b"] = "no" } });

    public Task HandleClose(ViewClosed viewClosed) => Task.CompletedTask;
}

internal sealed class RememberEvent(Seen seen) : IEventHandler
{
    public Task Handle(EventCallback eventCallback)
    {
        seen.What.Add($"event {eventCallback.EventId}");
        return Task.CompletedTask;
    }
}

internal sealed class RememberMessage(Seen seen) : IEventHandler<MessageEvent>
{
    public Task Handle(MessageEvent slackEvent)
    {
        seen.What.Add($"message {slackEvent.Text}");
        return Task.CompletedTask;
    }
}
