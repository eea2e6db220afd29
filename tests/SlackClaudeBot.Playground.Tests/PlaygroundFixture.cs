using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Page;

namespace SlackClaudeBot.Playground.Tests;

/// <summary>A playground with a stub bot that records its requests, in its own folder.</summary>
public sealed class PlaygroundFixture : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("playground-").FullName;

    public PlaygroundServer Server { get; private set; } = null!;

    internal ListeningBot Bot { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Server = await PlaygroundServer.StartAsync(new PlaygroundOptions
        {
            Folder = _folder,
            Slack = new() { AnswerTimeout = Patience, TriggerLifetime = Patience },
        });
        Bot = await ListeningBot.StartAsync();
        Server.ConnectBot(Bot.Address);
        Server.Commands = new CommandHelp([new("fix", "<repo> <title>", "Fix a bug"), new("help", "", "Everything there is to know")], [new("--model <name>", "another model")]);
        Http.BaseAddress = Server.Url;
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await Bot.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Creates an empty folder that goes with the fixture.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;

    /// <summary>Calls a Web API method with a JSON body and the bot's token.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject arguments, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.SlackApiUrl, method));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Server.BotToken);
        request.Content = JsonContent.Create(arguments);
        using var response = await Http.SendAsync(request);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Calls GitHub's REST interface.</summary>
    public async Task<(int Status, JsonElement Body)> RestAsync(HttpMethod method, string path, JsonObject? body = null, string? token = "the valid one")
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.GitHubApiUrl, path));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("token", token == "the valid one" ? Server.GitHubToken : token);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default);
    }
}
