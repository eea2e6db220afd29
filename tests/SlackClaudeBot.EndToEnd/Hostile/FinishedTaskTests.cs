using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>The traces of a whole task, and what was visible while it ran.</summary>
[Trait("Category", "Hostile")]
[Collection(Alone.Name)]
public sealed class FinishedTaskTests(FinishedTask task) : IClassFixture<FinishedTask>
{
    // No secret: it shows that the search finds.
    private static readonly SecretForms _known = new("the title", "Checkout crashes");

    [FactWith(Need.Docker)]
    public async Task Nothing_but_an_approvers_click_approves() => Assert.Empty((await task.EvidenceAsync()).Forged);

    [FactWith(Need.Docker)]
    public async Task No_secret_is_in_a_log_a_history_a_message_a_request_or_an_argument_list()
    {
        var evidence = await task.EvidenceAsync();
        Assert.Contains(evidence.Arguments, a => a.Contains("git ", StringComparison.Ordinal) && a.Contains(evidence.World.DataDirectory, StringComparison.Ordinal));
        Assert.Contains(evidence.Arguments, a => a.Contains("claude", StringComparison.Ordinal) && a.Contains("stream-json", StringComparison.Ordinal));

        // The search works: it finds plain text, and text in the base64 of a history's payloads.
        foreach (var where in new[] { "the history", "Slack's message", "the request POST chat.postMessage" })
        {
            Assert.Contains(evidence.Visible(), seen => seen.Where.StartsWith(where, StringComparison.Ordinal) && _known.FindIn(seen.Content) is not null);
        }

        List<SecretForms> secrets = [.. Secrets(evidence), .. SecretSearch.TaskTokens(evidence.World)];
        var found = evidence.Visible().SelectMany(seen => SecretSearch.Find(secrets, seen.Where, seen.Content)).Distinct().ToList();
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [FactWith(Need.Docker)]
    public async Task No_secret_is_in_the_sandbox()
    {
        var evidence = await task.EvidenceAsync();
        var inside = evidence.Sandbox.Inside;
        Assert.True(inside.AsSpan().IndexOf("ANTHROPIC_BASE_URL="u8) > 0, "The agent's environment was not seen.");

        Assert.Empty(SecretSearch.Find(Secrets(evidence), "the sandbox", inside));

        // The one that is for it is there.
        Assert.NotNull(Assert.Single(SecretSearch.TaskTokens(evidence.World)).FindIn(inside));
    }

    [FactWith(Need.Docker)]
    public async Task No_secret_is_in_the_data_directory_but_the_programs_own_in_their_files()
    {
        var evidence = await task.EvidenceAsync();
        var files = await StoredFiles.ReadAsync(evidence.World.DataDirectory);
        foreach (var kind in new[] { "temporal/", "artifacts/" })
        {
            Assert.Contains(files, file => file.Where.StartsWith(kind, StringComparison.Ordinal) && _known.FindIn(file.Content) is not null);
        }

        var found = SecretSearch.Find([.. SecretSearch.Given(evidence.World)], [.. SecretSearch.Own(evidence.World)], files).Distinct().ToList();
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [FactWith(Need.Docker)]
    public async Task Files_and_folders_of_the_data_directory_are_for_their_owner_alone()
    {
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        var evidence = await task.EvidenceAsync();
        Assert.Equal((UnixFileMode)0, new DirectoryInfo(evidence.World.DataDirectory).UnixFileMode & others);

        // SQLite's temporary files are among them.
        Assert.Contains(evidence.Stored, entry => entry.Path == "temporal/temporal.db-wal");

        // Sandboxes read mirrors as another user; the folder above lets nobody else in.
        Assert.DoesNotContain(evidence.Stored, entry => !(entry.Path + "/").StartsWith("mirrors/", StringComparison.Ordinal) && (entry.Mode & others) != 0);
    }

    [FactWith(Need.Docker)]
    public async Task The_program_listens_on_loopback_and_for_its_sandboxes_alone()
    {
        var evidence = await task.EvidenceAsync();
        Assert.Equal(
            new[] { "127.0.0.1", evidence.Sandbox.Gateway }.Order(StringComparer.Ordinal),
            evidence.Listening.Select(address => address.ToString()).Order(StringComparer.Ordinal));
        Assert.True(new BotOptions().Listen.IsLoopback);
    }

    [FactWith(Need.Docker)]
    public async Task Of_the_programs_ports_a_sandbox_reaches_the_gateways_alone()
    {
        var evidence = await task.EvidenceAsync();
        Assert.Equal([FinishedTask.GatewayPort(evidence.World)], evidence.Sandbox.Reached);
    }

    [FactWith(Need.Docker)]
    public async Task A_whole_diff_is_shown_only_with_its_link()
    {
        var answers = (await task.EvidenceAsync()).Diffs;
        Assert.Equal(HttpStatusCode.OK, answers["as posted"]);
        Assert.All(answers.Where(answer => answer.Key != "as posted"), answer => Assert.Equal(HttpStatusCode.NotFound, answer.Value));
    }

    [FactWith(Need.Docker)]
    public async Task A_title_that_means_harm_is_a_title()
    {
        var evidence = await task.EvidenceAsync();
        Assert.False(File.Exists("/tmp/pwned"));
        Assert.DoesNotContain(evidence.World.Slack.Messages, m => m.BotId is not null && $"{m.Text}{m.Blocks}".Contains("<!channel>", StringComparison.Ordinal));
        Assert.DoesNotContain(evidence.World.Slack.Messages, m => m.BotId is not null && $"{m.Text}{m.Blocks}".Contains('\u202E', StringComparison.Ordinal));
        Assert.Empty(evidence.World.Slack.ProtocolErrors);

        var pull = Assert.Single(evidence.World.GitHub.PullRequests);
        Assert.Contains("$(touch /tmp/pwned)", pull.Title, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', pull.Title);
    }

    [Fact]
    public async Task The_embedded_service_refuses_a_name_that_is_not_this_machines()
    {
        await using var world = await World.StartAsync(settings: s => s["SANDBOX"] = "process");
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        async Task<HttpStatusCode> AskAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{world.Settings["TEMPORAL_PORT"]}/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Host = host;
            using var response = await http.SendAsync(request);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("127.0.0.1.evil.example"));
        // Not refused: it reaches the gRPC server, which has no method at this path. The content type is looked at for methods only.
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync("localhost"));
    }

    [Fact]
    public async Task An_app_level_token_is_neither_logged_nor_kept()
    {
        await using var world = await World.CreateAsync(configure: o => o with { Slack = o.Slack with { AppToken = "xapp-hostile/app+token=5555555555" } });
        world.Settings["SANDBOX"] = "process";
        world.Settings["LOG_LEVEL"] = "debug";
        world.Settings["SLACK_APP_TOKEN"] = world.Slack.Options.AppToken;
        await world.StartBotAsync();
        await world.WaitAsync(() => world.Slack.Requests.WaitForAsync(r => r.Operation == "apps.connections.open" && r.Refusal is null, World.Patience));
        await world.Bot.StopAsync(World.Patience);

        var token = new SecretForms("SLACK_APP_TOKEN", world.Slack.Options.AppToken);
        Assert.Null(token.FindIn(Encoding.UTF8.GetBytes(world.Bot.Log)));
        Assert.Empty((await StoredFiles.ReadAsync(world.DataDirectory)).SelectMany(file => SecretSearch.Find([token], file.Where, file.Content)));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("x{0}y")]
    [InlineData("xx{0}yy")]
    public void A_secret_is_found_in_each_of_its_forms(string around)
    {
        const string secret = "xoxb-a/secret+of=42?";
        var forms = new SecretForms("it", secret);
        var holder = Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, around, secret));

        Assert.Equal("it", forms.FindIn(holder));
        Assert.Equal("it", forms.FindIn(Encoding.ASCII.GetBytes(Convert.ToBase64String(holder))));
        Assert.Equal("it", forms.FindIn(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(holder))));
        Assert.Equal("it", forms.FindIn(Encoding.ASCII.GetBytes(Uri.EscapeDataString(Encoding.UTF8.GetString(holder)))));
        Assert.Equal("it", forms.FindIn(Encoding.ASCII.GetBytes(Uri.EscapeDataString(Convert.ToBase64String(holder)))));
        var json = JsonSerializer.SerializeToUtf8Bytes(new { said = Encoding.UTF8.GetString(holder) });
        Assert.Equal("it", forms.FindIn(json));
        Assert.Equal("it", forms.FindIn(Encoding.ASCII.GetBytes(Convert.ToBase64String(json))));
        Assert.Null(forms.FindIn("xoxb-another"u8.ToArray()));
    }

    private static IEnumerable<SecretForms> Secrets(Evidence evidence) =>
        SecretSearch.Given(evidence.World).Concat(SecretSearch.Own(evidence.World).Select(own => own.Forms));
}
