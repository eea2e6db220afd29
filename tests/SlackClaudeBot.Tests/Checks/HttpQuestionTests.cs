using System.Net;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Hosting.Checks;

namespace SlackClaudeBot.Tests.Checks;

/// <summary>Whether an answer of GitHub or Anthropic accepts a credential.</summary>
public sealed class HttpQuestionTests
{
    [Theory]
    [InlineData(HttpStatusCode.OK, "Fine")]
    [InlineData(HttpStatusCode.Unauthorized, "Wrong")]
    [InlineData(HttpStatusCode.Forbidden, "Wrong")]
    [InlineData(HttpStatusCode.NotFound, "Fine")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "NoAnswer")]
    public async Task The_status_decides(HttpStatusCode status, string outcome)
    {
        using var http = new HttpClient(new Answers(status));

        var gitHub = await GitHubCheck.AskAsync(new GitHubOptions { Token = "t0ken" }, http, TimeProvider.System, CancellationToken.None);
        var model = await ModelApiCheck.AskAsync(new ModelApiOptions { ApiKey = "k3y" }, http, CancellationToken.None);

        Assert.Equal((outcome, outcome), (gitHub.Outcome.ToString(), model.Outcome.ToString()));
        Assert.DoesNotContain("t0ken", gitHub.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", model.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_credentials_are_sent_where_the_settings_say()
    {
        var answers = new Answers(HttpStatusCode.OK);
        using var http = new HttpClient(answers);

        await GitHubCheck.AskAsync(new GitHubOptions { Token = "t0ken", ApiUrl = "https://github.example.com/api/v3" }, http, TimeProvider.System, CancellationToken.None);
        await ModelApiCheck.AskAsync(new ModelApiOptions { ApiKey = "k3y", BaseUrl = new Uri("https://proxy.example.com/anthropic") }, http, CancellationToken.None);

        Assert.Equal(["https://github.example.com/api/v3/rate_limit Bearer t0ken", "https://proxy.example.com/anthropic/v1/models?limit=1 k3y"], answers.Requests);
    }

    private sealed class Answers(HttpStatusCode status) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var credential = request.Headers.Authorization?.ToString() ?? request.Headers.GetValues("x-api-key").Single();
            Requests.Add($"{request.RequestUri} {credential}");
            return Task.FromResult(new HttpResponseMessage(status));
        }
    }
}
