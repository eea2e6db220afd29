namespace Octokit.Tests;

public class CredentialsTests
{
    [Fact]
    public async Task Credentials_are_asked_for_before_each_request()
    {
        await using var server = await Server.StartAsync();
        server.On("GET /api/v3/repos/acme/shop", 200, """{"id":1,"default_branch":"trunk","clone_url":"x"}""");
        var client = new GitHubClient(new ProductHeaderValue("tests"), new Counting(), server.Address);

        Assert.Equal("trunk", (await client.Repository.Get("acme", "shop")).DefaultBranch);
        await client.Repository.Get("acme", "shop");

        Assert.Equal(["Bearer jwt-1", "Bearer jwt-2"], server.Requests.Select(r => r.Headers["Authorization"]));
    }

    [Fact]
    public async Task Credentials_do_not_follow_a_link_to_another_server()
    {
        await using var other = await Server.StartAsync();
        await using var server = await Server.StartAsync();
        other.On("GET /next", 200, "[]");
        server.On("GET /api/v3/repos/acme/shop/pulls?state=open", 200, "[]", ("Link", $"<{other.Address}next>; rel=\"next\""));

        await server.Client().PullRequest.GetAllForRepository("acme", "shop");

        Assert.DoesNotContain("Authorization", Assert.Single(other.Requests).Headers.Keys);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_on_the_same_server_only()
    {
        await using var other = await Server.StartAsync();
        await using var server = await Server.StartAsync();
        server.On("GET /api/v3/repos/acme/old", 301, "{}", ("Location", "/api/v3/repositories/5"))
            .On("GET /api/v3/repositories/5", 200, """{"id":5,"full_name":"acme/new"}""")
            .On("GET /api/v3/repos/acme/away", 301, "{}", ("Location", $"{other.Address}repositories/5"));

        Assert.Equal("acme/new", (await server.Client().Repository.Get("acme", "old")).FullName);
        var error = await Assert.ThrowsAsync<ApiException>(() => server.Client().Repository.Get("acme", "away"));

        Assert.Equal(System.Net.HttpStatusCode.MovedPermanently, error.StatusCode);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task An_app_gets_its_installation_and_a_token()
    {
        await using var server = await Server.StartAsync();
        server.On("GET /api/v3/repos/acme/shop/installation", 200, """{"id":42,"account":{"login":"acme"},"app_id":3}""")
            .On("POST /api/v3/app/installations/42/access_tokens", 201, """{"token":"ghs_x","expires_at":"2026-01-02T03:04:05Z","permissions":{}}""");
        var apps = server.Client(new Credentials("jwt", AuthenticationType.Bearer)).GitHubApps;

        var installation = await apps.GetRepositoryInstallationForCurrent("acme", "shop");
        var token = await apps.CreateInstallationToken(installation.Id);

        Assert.Equal("acme", installation.Account!.Login);
        Assert.Equal("ghs_x", token.Token);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), token.ExpiresAt);
    }

    private sealed class Counting : ICredentialStore
    {
        private int _count;

        public Task<Credentials> GetCredentials() => Task.FromResult(new Credentials($"jwt-{++_count}", AuthenticationType.Bearer));
    }
}
