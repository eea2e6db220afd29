using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.Tests;

/// <summary>The state that a playground keeps after its end, and that starting over removes.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("playground-restart-");

    private string StateFile => Path.Combine(_folder.FullName, "state.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Messages_pull_requests_and_secrets_survive_a_restart()
    {
        SlackMessage root, reply;
        (string Bot, string Signing, string GitHub, int Page, int BotPort) before;
        await using (var first = await StartAsync())
        {
            root = first.Slack.Post(first.Slack.You, "one");
            reply = first.Slack.Post(first.Slack.Colleague, "two", root);
            first.Slack.Remove(root.Channel, first.Slack.Post(first.Slack.You, "gone").Ts);
            first.Slack.AddReaction(first.Slack.You, reply, "tada");
            await MergeAsync(first);
            before = Secrets(first);
        }

        await using var second = await StartAsync();

        Assert.Equal(before, Secrets(second));
        Assert.Equal(["one", "two"], second.Slack.Messages.Select(message => message.Text));
        Assert.Equal("tada", Assert.Single(second.Slack.Replies(second.Slack.Find(root.Channel, root.Ts)!)[0].Reactions).Name);
        var pull = Assert.Single(second.GitHub.PullRequests);
        Assert.True(pull.IsMerged);
        Assert.Contains("a note", await GitHubServer.DiffAsync(pull), StringComparison.Ordinal);
        Assert.Equal("a note", await pull.Repository.Git.ReadFileAsync("main", "NOTE"));
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_costs_that_line_alone()
    {
        await using (var first = await StartAsync())
        {
            first.Slack.Post(first.Slack.You, "one");
        }

        await File.AppendAllTextAsync(StateFile, """{"Message":{"Channel":"C0SHOP","Ts":"17""");

        await using var second = await StartAsync();
        Assert.Equal("one", Assert.Single(second.Slack.Messages).Text);
    }

    [Fact]
    public async Task Starting_over_ends_the_tasks_and_removes_everything_but_the_secrets()
    {
        (string, string, string, int, int) before;
        await using (var first = await StartAsync())
        {
            var ended = 0;
            first.EndTasks = _ =>
            {
                ended++;
                return Task.CompletedTask;
            };
            first.Slack.Post(first.Slack.You, "one");
            await MergeAsync(first);
            before = Secrets(first);

            await first.StartOverAsync();

            Assert.Equal(1, ended);
            await AssertIsNewAsync(first);
        }

        await using var second = await StartAsync();
        await AssertIsNewAsync(second);
        Assert.Equal(before, Secrets(second));
    }

    [Fact]
    public async Task A_view_has_an_id_that_no_earlier_run_gave_out()
    {
        var ids = new HashSet<string>();
        for (var run = 0; run < 3; run++)
        {
            await using var server = await StartAsync();
            Assert.True(ids.Add(server.Slack.Open(server.Slack.You, default).Id));
        }
    }

    private static async Task AssertIsNewAsync(PlaygroundServer server)
    {
        Assert.Empty(server.Slack.Messages);
        Assert.Empty(server.GitHub.PullRequests);
        Assert.Null(await server.GitHub.Find("acme", "shop")!.Git.ReadFileAsync("main", "NOTE"));
        Assert.NotNull(await server.GitHub.Find("acme", "shop")!.Git.ReadFileAsync("main", "README.md"));
    }

    private static async Task MergeAsync(PlaygroundServer server)
    {
        var shop = server.GitHub.Find("acme", "shop")!;
        const string import = "commit refs/heads/note\ncommitter Claude <claude@localhost.invalid> 1767261700 +0000\ndata 4\nNote\nfrom refs/heads/main\nM 100644 inline NOTE\ndata 6\na note\n";
        (await shop.Git.RunAsync(["fast-import", "--quiet"], System.Text.Encoding.UTF8.GetBytes(import))).Success();
        await server.GitHub.MergeAsync(await server.GitHub.OpenAsync(shop, "A note", "note", "main", "The note."));
    }

    private static (string, string, string, int, int) Secrets(PlaygroundServer server) =>
        (server.BotToken, server.SigningSecret, server.GitHubToken, server.Url.Port, server.BotPort);

    private Task<PlaygroundServer> StartAsync() =>
        PlaygroundServer.StartAsync(new PlaygroundOptions { Folder = _folder.FullName, StateFile = StateFile, OrAnyPort = true });
}
