using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Playground.GitHub;

namespace SlackClaudeBot.Playground.Tests.GitHub;

public sealed class RestTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task A_repository_says_its_default_branch()
    {
        var (status, body) = await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop");
        Assert.Equal(200, status);
        Assert.Equal("main", body.GetProperty("default_branch").GetString());
        Assert.Equal("acme/shop", body.GetProperty("full_name").GetString());
    }

    [Fact]
    public async Task Opening_twice_is_refused_as_GitHub_does()
    {
        await BranchWithChangeAsync("fix");
        var (first, pull) = await OpenAsync("fix");
        Assert.Equal(201, first);
        Assert.Equal("acme:fix", pull.GetProperty("head").GetProperty("label").GetString());
        Assert.Equal(1, pull.GetProperty("changed_files").GetInt32());

        var (second, refusal) = await OpenAsync("fix");
        Assert.Equal(422, second);
        Assert.Equal("A pull request already exists for acme:fix.", refusal.GetProperty("errors")[0].GetProperty("message").GetString());

        var (_, list) = await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop/pulls?head=acme:fix&state=open");
        Assert.Equal(1, list.GetArrayLength());
    }

    [Fact]
    public async Task A_branch_without_changes_cannot_be_opened()
    {
        var tip = await Shop.Git.TipAsync("main");
        await _playground.RestAsync(HttpMethod.Post, "repos/acme/shop/git/refs", new JsonObject { ["ref"] = "refs/heads/same", ["sha"] = tip });
        var (status, body) = await OpenAsync("same");
        Assert.Equal(422, status);
        Assert.Equal("No commits between main and same", body.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Merging_moves_the_base_branch()
    {
        await BranchWithChangeAsync("fix");
        await OpenAsync("fix");
        var pull = await _playground.Server.GitHub.WaitForPullRequestAsync(p => p.Head == "fix", PlaygroundFixture.Patience);
        Assert.Contains("+changed", await GitHubServer.DiffAsync(pull), StringComparison.Ordinal);

        var merged = await _playground.Server.GitHub.MergeAsync(pull);
        Assert.Equal(merged.MergeCommit, await Shop.Git.TipAsync("main"));
        Assert.Equal("changed\n", await Shop.Git.ReadFileAsync("main", "README.md"));
        Assert.Contains("+changed", await GitHubServer.DiffAsync(merged), StringComparison.Ordinal);
        await Assert.ThrowsAsync<GitHubApiException>(() => _playground.Server.GitHub.MergeAsync(pull));
    }

    [Fact]
    public async Task Tokens_are_checked()
    {
        Assert.Equal(401, (await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop", token: "ghp_wrong")).Status);
        Assert.Equal(401, (await _playground.RestAsync(HttpMethod.Post, "repos/acme/shop/pulls", [], token: null)).Status);
        Assert.Equal(200, (await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop", token: null)).Status);
        Assert.Equal(404, (await _playground.RestAsync(HttpMethod.Get, "repos/acme/none")).Status);
    }

    [Fact]
    public async Task Faults_happen_as_planned_and_then_no_more()
    {
        var faults = _playground.Server.GitHub.Faults;
        faults.Next("pulls.list", Fault.SecondaryRateLimit(7));
        faults.Next("pulls.list", Fault.ServerError(502));
        var (limited, body) = await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop/pulls");
        Assert.Equal(403, limited);
        Assert.Contains("secondary rate limit", body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(502, (await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop/pulls")).Status);
        Assert.Equal(200, (await _playground.RestAsync(HttpMethod.Get, "repos/acme/shop/pulls")).Status);
    }

    [Fact]
    public async Task A_pull_request_can_be_opened_and_the_answer_lost()
    {
        await BranchWithChangeAsync("fix");
        _playground.Server.GitHub.Faults.Next("pulls.create", new Fault.DropAfter());
        await Assert.ThrowsAsync<HttpRequestException>(() => OpenAsync("fix"));
        Assert.Single(_playground.Server.GitHub.PullRequests);
    }

    private GitHubRepository Shop => _playground.Server.GitHub.Find("acme", "shop")!;

    private Task<(int Status, JsonElement Body)> OpenAsync(string branch) =>
        _playground.RestAsync(HttpMethod.Post, "repos/acme/shop/pulls", new JsonObject { ["title"] = "Fix it", ["head"] = branch, ["base"] = "main", ["body"] = "Because." });

    private async Task BranchWithChangeAsync(string branch)
    {
        var import = $"commit refs/heads/{branch}\ncommitter Test <test@localhost.invalid> 1767261700 +0000\ndata 6\nChange\nfrom refs/heads/main\nM 100644 inline README.md\ndata 8\nchanged\n\n";
        (await Shop.Git.RunAsync(["fast-import", "--quiet"], System.Text.Encoding.UTF8.GetBytes(import))).Success();
    }
}
