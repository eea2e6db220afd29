using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.GitHub.Rest;

/// <summary>Calls about branches and the references behind them.</summary>
internal sealed class ReferenceCalls(GitHubServer server, GitHubJson json)
{
    private const string Heads = "refs/heads/";

    public async Task<JsonNode> BranchesAsync(GitHubCall call)
    {
        var branches = await call.Repository.Git.BranchesAsync(call.CancellationToken);
        return new JsonArray([.. branches.Select(branch => (JsonNode)json.Branch(call.Repository, branch.Key, branch.Value))]);
    }

    public async Task<JsonNode> BranchAsync(GitHubCall call) =>
        json.Branch(call.Repository, call.Route("branch"), await TipAsync(call) ?? throw new GitHubApiException(404, "Branch not found"));

    public async Task<JsonNode> GetAsync(GitHubCall call) => json.GitReference(call.Repository, call.Route("branch"), await TipAsync(call) ?? throw GitHubApiException.NotFound());

    public async Task<JsonNode> CreateAsync(GitHubCall call)
    {
        var (name, sha) = (call.Text("ref") ?? "", call.Text("sha") ?? "");
        if (!name.StartsWith(Heads, StringComparison.Ordinal))
        {
            throw new GitHubApiException(422, "Reference name must start with 'refs/heads/'");
        }

        if (await call.Repository.Git.TipAsync(name[Heads.Length..], call.CancellationToken) is not null)
        {
            throw new GitHubApiException(422, "Reference already exists");
        }

        await UpdateRefAsync(call, name, sha);
        return json.GitReference(call.Repository, name[Heads.Length..], sha);
    }

    public async Task<JsonNode> UpdateAsync(GitHubCall call)
    {
        var old = await TipAsync(call) ?? throw new GitHubApiException(422, "Reference does not exist");
        var sha = call.Text("sha") ?? "";
        if (!call.Flag("force") && (await call.Repository.Git.RunAsync(["merge-base", "--is-ancestor", old, sha], cancellationToken: call.CancellationToken)).ExitCode != 0)
        {
            throw new GitHubApiException(422, "Update is not a fast forward");
        }

        await UpdateRefAsync(call, Heads + call.Route("branch"), sha);
        return json.GitReference(call.Repository, call.Route("branch"), sha);
    }

    public async Task<JsonNode> DeleteAsync(GitHubCall call)
    {
        var old = await TipAsync(call) ?? throw new GitHubApiException(422, "Reference does not exist");
        (await call.Repository.Git.RunAsync(["update-ref", "-d", Heads + call.Route("branch"), old], cancellationToken: call.CancellationToken)).Success();
        server.Announce();
        return new JsonObject();
    }

    private async Task UpdateRefAsync(GitHubCall call, string name, string sha)
    {
        // A full hash only: nothing that git could take for an option or an expression.
        if (sha.Length != 40 || !sha.All(char.IsAsciiHexDigitLower))
        {
            throw new GitHubApiException(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
        }

        var output = await call.Repository.Git.RunAsync(["update-ref", name, sha], cancellationToken: call.CancellationToken);
        if (output.ExitCode != 0)
        {
            throw new GitHubApiException(422, "Object does not exist");
        }

        server.Announce();
    }

    private static Task<string?> TipAsync(GitHubCall call) => call.Repository.Git.TipAsync(call.Route("branch"), call.CancellationToken);
}
