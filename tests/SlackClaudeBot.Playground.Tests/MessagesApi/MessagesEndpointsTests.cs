using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Playground.MessagesApi;

namespace SlackClaudeBot.Playground.Tests.MessagesApi;

public sealed class MessagesEndpointsTests : IAsyncLifetime, IDisposable
{
    private readonly ScriptedModel _model = ScriptedModel.Of(
        ModelStep.Use("Bash", new { command = "ls" }, "I look."),
        ModelStep.Say("Done."));

    private readonly HttpClient _http = new();
    private WebApplication _server = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.UseRouting();
        MessagesEndpoints.Map(_server, "/anthropic", _model);
        await _server.StartAsync();
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http.BaseAddress = new Uri(address);
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Answers_with_one_message()
    {
        using var message = JsonDocument.Parse(await (await AskAsync(Request())).Content.ReadAsStringAsync());

        Assert.Equal("tool_use", message.RootElement.GetProperty("stop_reason").GetString());
        Assert.Equal("I look.", message.RootElement.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("ls", message.RootElement.GetProperty("content")[1].GetProperty("input").GetProperty("command").GetString());
    }

    [Fact]
    public async Task Answers_with_a_stream()
    {
        using var response = await AskAsync(Request(stream: true));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            text.Split('\n').Where(l => l.StartsWith("event: ", StringComparison.Ordinal)).Select(l => l["event: ".Length..]));
        Assert.Contains("input_json_delta", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_conversation_decides_the_step()
    {
        const string answered = """
            ,{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Bash","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"cart.js"},{"type":"text","text":"<system-reminder>x</system-reminder>"}]}
            """;

        var text = await (await AskAsync(Request(more: answered))).Content.ReadAsStringAsync();

        Assert.Contains("Done.", text, StringComparison.Ordinal);
        var asked = Assert.Single(_model.MainRequests).Conversation;
        Assert.Equal(("Fix it.", 1), (asked.Prompt, asked.Step));
        Assert.Equal(["cart.js"], asked.ToolResults);
    }

    [Fact]
    public async Task A_second_prompt_starts_over()
    {
        const string again = """,{"role":"assistant","content":"Done."},{"role":"user","content":"Once more."}""";

        await AskAsync(Request(more: again));

        var asked = Assert.Single(_model.MainRequests).Conversation;
        Assert.Equal(["Fix it.", "Once more."], asked.Prompts);
        Assert.Equal(0, asked.Step);
    }

    [Fact]
    public async Task Fails_as_the_script_says()
    {
        _model.Use(_ => ModelStep.Fail(529, TimeSpan.FromSeconds(7)));

        using var response = await AskAsync(Request());

        Assert.Equal(529, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Contains("overloaded_error", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_only_its_key_in()
    {
        _model.ApiKey = "the-key";

        using var refused = await AskAsync(Request());
        using var taken = await AskAsync(Request(), key: "the-key");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Single(_model.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{broken")]
    public async Task Refuses_invalid_requests(string body)
    {
        using var response = await AskAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Counts_tokens()
    {
        using var content = new StringContent(Request());
        using var response = await _http.PostAsync("/anthropic/v1/messages/count_tokens", content);

        Assert.Contains("input_tokens", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Request(bool stream = false, string more = "") =>
        $$"""
        {"model":"m","stream":{{(stream ? "true" : "false")}},"tools":[{"name":"Bash"}],
        "system":[{"type":"text","text":"Primary working directory: /work/here\nmore"}],
        "messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>x</system-reminder>"},{"type":"text","text":"Fix it."}]}{{more}}]}
        """;

    private async Task<HttpResponseMessage> AskAsync(string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/anthropic/v1/messages?beta=true") { Content = new StringContent(body, null, "application/json") };
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        return await _http.SendAsync(request);
    }
}
