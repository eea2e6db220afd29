using System.Globalization;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.GitHub.Rest;

/// <summary>Calls of a GitHub App, and about rate limits.</summary>
internal sealed class AppCalls(GitHubServer server, GitHubJson json)
{
    public Task<JsonNode> Get(GitHubCall call) =>
        Task.FromResult<JsonNode>(new JsonObject { ["id"] = server.Options.App!.AppId, ["slug"] = GitHubJson.BotLogin, ["name"] = "Claude", ["owner"] = json.User("acme", "Organization") });

    public Task<JsonNode> Installations(GitHubCall call) => Task.FromResult<JsonNode>(new JsonArray(Describe("acme")));

    public Task<JsonNode> InstallationOf(GitHubCall call) => Task.FromResult<JsonNode>(Describe(call.Repository.Owner));

    public Task<JsonNode> Installation(GitHubCall call) =>
        server.Repositories.Any(repository => repository.Owner.Equals(call.Route("owner"), StringComparison.OrdinalIgnoreCase))
            ? Task.FromResult<JsonNode>(Describe(call.Route("owner")))
            : throw GitHubApiException.NotFound();

    public Task<JsonNode> CreateToken(GitHubCall call)
    {
        if (call.Route("id") != server.Options.App!.InstallationId.ToString(CultureInfo.InvariantCulture))
        {
            throw GitHubApiException.NotFound();
        }

        var (token, expiresAt) = server.Tokens.IssueInstallationToken();
        return Task.FromResult<JsonNode>(new JsonObject
        {
            ["token"] = token,
            ["expires_at"] = GitHubJson.Time(expiresAt),
            ["permissions"] = new JsonObject { ["contents"] = "write", ["pull_requests"] = "write" },
            ["repository_selection"] = "all",
        });
    }

    public Task<JsonNode> RateLimit(GitHubCall call)
    {
        var reset = server.Options.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        JsonObject Rate() => new() { ["limit"] = 5000, ["remaining"] = 4999, ["used"] = 1, ["reset"] = reset };
        return Task.FromResult<JsonNode>(new JsonObject { ["resources"] = new JsonObject { ["core"] = Rate(), ["search"] = Rate() }, ["rate"] = Rate() });
    }

    private JsonObject Describe(string owner) => new()
    {
        ["id"] = server.Options.App!.InstallationId,
        ["app_id"] = server.Options.App.AppId,
        ["account"] = json.User(owner, "Organization"),
        ["target_type"] = "Organization",
        ["repository_selection"] = "all",
    };
}
