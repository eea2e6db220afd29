namespace Octokit.Tests;

public class PullRequestsTests
{
    private const string Body = """
        {"id":9,"number":7,"html_url":"https://github.example.com/acme/shop/pull/7","state":"open","title":"Fix it","body":null,"draft":false,
         "head":{"label":"acme:fix","ref":"fix","sha":"abc","user":{"login":"acme"}},"base":{"ref":"main","sha":"def"},
         "user":{"login":"bot","type":"Bot"},"created_at":"2026-01-02T03:04:05Z","something_new":{"a":[1]}}
        """;

    [Fact]
    public async Task A_pull_request_is_opened_with_what_github_documents()
    {
        await using var server = await Server.StartAsync();
        server.On("POST /api/v3/repos/acme/shop/pulls", 201, Body);

        var opened = await server.Client().PullRequest.Create("acme", "shop", new NewPullRequest("Fix it", "fix", "main") { Body = "Because" });

        Assert.Equal(7, opened.Number);
        Assert.Equal("https://github.example.com/acme/shop/pull/7", opened.HtmlUrl);
        Assert.True(opened.State == ItemState.Open);
        Assert.Equal("abc", opened.Head.Sha);
        Assert.Equal("bot", opened.User!.Login);
        var request = Assert.Single(server.Requests);
        Assert.Equal("""{"title":"Fix it","base":"main","head":"fix","body":"Because"}""", request.Body);
        Assert.Equal("Token t0ken", request.Headers["Authorization"]);
        Assert.Equal("tests/1", request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task The_open_ones_of_a_branch_are_found_over_all_pages()
    {
        await using var server = await Server.StartAsync();
        var second = new Uri(server.Address, "/api/v3/repositories/1/pulls?page=2");
        server.On("GET /api/v3/repos/acme/shop/pulls?state=open&head=acme%3Afix%2Fa&per_page=1", 200, $"[{Body}]", ("Link", $"<{second}>; rel=\"next\""))
            .On("GET /api/v3/repositories/1/pulls?page=2", 200, $"[{Body.Replace("\"number\":7", "\"number\":8", StringComparison.Ordinal)}]");

        var request = new PullRequestRequest { Head = "acme:fix/a" };
        var found = await server.Client().PullRequest.GetAllForRepository("acme", "shop", request, new ApiOptions { PageSize = 1 });

        Assert.Equal([7, 8], found.Select(p => p.Number));
    }

    [Fact]
    public async Task A_pull_request_is_closed()
    {
        await using var server = await Server.StartAsync();
        server.On("PATCH /api/v3/repos/acme/shop/pulls/7", 200, Body.Replace("\"open\"", "\"closed\"", StringComparison.Ordinal));

        var closed = await server.Client().PullRequest.Update("acme", "shop", 7, new PullRequestUpdate { State = ItemState.Closed });

        Assert.Equal(ItemState.Closed, closed.State.Value);
        Assert.Equal("""{"state":"closed"}""", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public void An_unknown_state_keeps_its_text()
    {
        var state = new StringEnum<ItemState>("half_open");

        Assert.False(state.TryParse(out _));
        Assert.Equal("half_open", state.StringValue);
        Assert.Throws<ArgumentException>(() => state.Value);
        Assert.Throws<ArgumentException>(() => new StringEnum<ItemState>("1").Value);
    }
}
