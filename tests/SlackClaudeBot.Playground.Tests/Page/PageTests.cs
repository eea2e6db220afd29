using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using SlackClaudeBot.Playground.Page;

namespace SlackClaudeBot.Playground.Tests.Page;

public sealed class PageTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task The_page_loads_all_its_files_and_none_from_elsewhere()
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>(["/"]);
        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            using var response = await _playground.Http.GetAsync(path);
            Assert.True(response.StatusCode == HttpStatusCode.OK, path);
            Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            var text = await response.Content.ReadAsStringAsync();
            foreach (Match match in Regex.Matches(text, """(?:src|href)="(/[^"#]*)"|from '\./([^']+)'|'(/assets/[^']+)'"""))
            {
                open.Enqueue(match.Groups[2].Success ? "/assets/" + match.Groups[2].Value : match.Groups[1].Value + match.Groups[3].Value);
            }

            if (!path.EndsWith(".svg", StringComparison.Ordinal))
            {
                Assert.DoesNotMatch("""(?:src|href|url|import|from)\s*[=(]?\s*["']?https?://""", text);
            }

            Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text);
        }

        Assert.True(seen.Count > 12, string.Join(' ', seen));
    }

    [Fact]
    public async Task A_connection_starts_with_the_whole_state_and_continues_with_changes()
    {
        var slack = _playground.Server.Slack;
        slack.Post(slack.You, "before");
        using var events = await EventReader.OpenAsync(_playground.Http);
        var (name, state) = await events.NextAsync();
        Assert.Equal("state", name);
        Assert.Equal("before", state.GetProperty("messages")[0].GetProperty("text").GetString());

        slack.Post(slack.You, "line one\nline two");
        (name, var message) = await events.NextAsync();
        Assert.Equal(("message", "line one\nline two"), (name, message.GetProperty("text").GetString()));

        _playground.Server.Status = new PlaygroundStatus { Sandbox = "process", Model = "scripted" };
        (name, var status) = await events.NextAsync();
        Assert.Equal(("status", "process"), (name, status.GetProperty("sandbox").GetString()));
    }

    [Fact]
    public async Task Typed_commands_reach_the_bot_as_Slack_would_send_them()
    {
        var slack = _playground.Server.Slack;
        Assert.Equal(HttpStatusCode.OK, await PostAsync("commands", new { user = slack.You.Id, channel = slack.DefaultChannel.Id, text = "help" }));
        Assert.Equal("/slack/command", Assert.Single(_playground.Bot.Requests).Path);
        Assert.Equal(HttpStatusCode.OK, await PostAsync("messages", new { user = slack.Colleague.Id, channel = slack.DefaultChannel.Id, text = "hi" }));
        Assert.Equal(slack.Colleague.Id, Assert.Single(slack.Messages).User);
    }

    [Fact]
    public async Task No_person_can_act_as_the_app()
    {
        var slack = _playground.Server.Slack;
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("messages", new { user = slack.BotUser.Id, channel = slack.DefaultChannel.Id, text = "hi" }));
        Assert.Empty(slack.Messages);
    }

    private async Task<HttpStatusCode> PostAsync(string path, object body)
    {
        using var response = await _playground.Http.PostAsJsonAsync($"/playground/{path}", body);
        return response.StatusCode;
    }

    private sealed class EventReader(StreamReader reader) : IDisposable
    {
        public static async Task<EventReader> OpenAsync(HttpClient http) => new(new StreamReader(await http.GetStreamAsync("/playground/events")));

        public async Task<(string Name, JsonElement Data)> NextAsync()
        {
            using var patience = new CancellationTokenSource(PlaygroundFixture.Patience);
            string? name = null;
            while (true)
            {
                var line = await reader.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The stream ended.");
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    name = line[7..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    return (name!, JsonElement.Parse(line[6..]));
                }
            }
        }

        public void Dispose() => reader.Dispose();
    }
}
