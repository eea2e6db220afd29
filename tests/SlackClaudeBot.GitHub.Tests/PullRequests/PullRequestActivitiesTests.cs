using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.GitHub.PullRequests;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using Temporalio.Exceptions;

namespace SlackClaudeBot.GitHub.Tests.PullRequests;

public class PullRequestActivitiesTests
{
    private const string List = "GET /api/v3/repos/acme/shop/pulls";
    private const string Create = "POST /api/v3/repos/acme/shop/pulls";
    private const string Opened = """{"number":7,"html_url":"https://github.example.com/acme/shop/pull/7","head":{"ref":"fix/claude-1"},"base":{"ref":"main"}}""";
    private const string AlreadyExists =
        """{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"A pull request already exists for acme:fix/claude-1."}]}""";

    private static readonly OpenPullRequest _input = new("acme/shop", "fix/claude-1", "main", "Fix the cart", "Because");
    private static readonly PullRequestReference _reference = new("acme/shop", 7, "https://github.example.com/acme/shop/pull/7");

    [Fact]
    public async Task A_pull_request_is_opened()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, 200, "[]").On(Create, 201, Opened);

        Assert.Equal(_reference, await Activities(api).OpenPullRequestAsync(_input));

        var request = api.Requests.Last();
        Assert.Equal("Token ghp_t", request.Authorization);
        Assert.Equal("""{"title":"Fix the cart","base":"main","head":"fix/claude-1","maintainer_can_modify":true,"body":"Because"}""", request.Body);
    }

    [Fact]
    public async Task Asking_twice_returns_the_one_that_exists()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, 200, "[]").On(List, 200, $"[{Opened}]").On(Create, 201, Opened);
        var activities = Activities(api);

        Assert.Equal(await activities.OpenPullRequestAsync(_input), await activities.OpenPullRequestAsync(_input));

        Assert.Equal(1, api.Count(Create));
    }

    [Fact]
    public async Task One_that_was_opened_at_the_same_moment_is_found()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, 200, "[]").On(List, 200, $"[{Opened}]").On(Create, 422, AlreadyExists);

        Assert.Equal(_reference, await Activities(api).OpenPullRequestAsync(_input));
    }

    [Fact]
    public async Task A_pull_request_of_another_branch_is_not_mistaken_for_ours()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, 200, $"[{Opened.Replace("fix/claude-1", "other", StringComparison.Ordinal)}]").On(Create, 201, Opened);

        await Activities(api).OpenPullRequestAsync(_input);

        Assert.Equal(1, api.Count(Create));
    }

    [Theory]
    [InlineData(401, "Bad credentials", "does not accept the bot's token")]
    [InlineData(403, "Resource not accessible by personal access token", "needs Pull requests: read and write")]
    [InlineData(404, "Not Found", "has no repository acme/shop")]
    [InlineData(403, "Resource protected by organization SAML enforcement. You must grant your token access: https://github.com/orgs/acme/sso", "refused access to acme/shop: Resource protected by organization SAML enforcement. You must grant your token access: https://github.com/orgs/acme/sso")]
    [InlineData(422, "No commits between main and fix/claude-1", "No commits between")]
    public async Task A_failure_that_needs_a_person_says_what_to_do(int status, string message, string expected)
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, 200, "[]").On(Create, status, $$"""{"message":"{{message}}"}""");

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => Activities(api).OpenPullRequestAsync(_input));

        Assert.Equal((FailureTypes.InvalidRequest, true), (failure.ErrorType, failure.NonRetryable));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"The branch {_input.Branch} of acme/shop is pushed.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "You have exceeded a secondary rate limit", 17, 17)]
    [InlineData(403, "You have exceeded a secondary rate limit", null, 60)]
    [InlineData(429, "Too many requests", 5, 5)]
    [InlineData(502, "Server Error", null, null)]
    [InlineData(503, FailureTypes.Transient, 86_400, 3600)]
    [InlineData(503, FailureTypes.Transient, 0, 1)]
    public async Task Transient_failures_are_retried_when_GitHub_says(int status, string message, int? retryAfter, int? expectedSeconds)
    {
        await using var api = await GitHubApi.StartAsync();
        (string, string)[] headers = retryAfter is null ? [] : [("Retry-After", $"{retryAfter}")];
        api.On(List, status, $$"""{"message":"{{message}}"}""", headers);

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => Activities(api).OpenPullRequestAsync(_input));

        Assert.False(failure.NonRetryable);
        Assert.Equal(expectedSeconds is { } s ? TimeSpan.FromSeconds(s) : null, failure.NextRetryDelay);
    }

    [Fact]
    public async Task A_used_up_hour_is_waited_for()
    {
        await using var api = await GitHubApi.StartAsync();
        var reset = DateTimeOffset.UtcNow.AddMinutes(10);
        api.On(List, 403, """{"message":"API rate limit exceeded"}""", ("X-RateLimit-Reset", $"{reset.ToUnixTimeSeconds()}"));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => Activities(api).OpenPullRequestAsync(_input));

        Assert.InRange(failure.NextRetryDelay!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => Activities(api).OpenPullRequestAsync(_input));

        Assert.False(failure.NonRetryable);
    }

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("shop")]
    [InlineData("acme/shop/extra")]
    [InlineData("acme/..")]
    [InlineData("../acme")]
    [InlineData("--acme/shop")]
    [InlineData("")]
    public async Task An_invalid_repository_is_refused_without_asking_GitHub(string repository)
    {
        await using var api = await GitHubApi.StartAsync();

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => Activities(api).OpenPullRequestAsync(_input with { Repository = repository }));

        Assert.Equal(FailureTypes.InvalidRequest, failure.ErrorType);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task Long_texts_are_cut_between_characters()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On(List, 200, "[]").On(Create, 201, Opened);

        await Activities(api).OpenPullRequestAsync(_input with { Title = new string('x', 254) + "😀😀", Body = new string('y', 70_000) });

        using var sent = System.Text.Json.JsonDocument.Parse(api.Requests.Last().Body);
        Assert.Equal(new string('x', 254) + "…", sent.RootElement.GetProperty("title").GetString());
        Assert.Equal(65_536, sent.RootElement.GetProperty("body").GetString()!.Length);
    }

    private static PullRequestActivities Activities(GitHubApi api)
    {
        var options = new GitHubOptions { Token = "ghp_t", ApiUrl = api.Address.AbsoluteUri };
        return new PullRequestActivities(new GitHubClients(options, new StaticTokens(options)), TimeProvider.System);
    }
}
