using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.GitHub.Rest;

/// <summary>Repositories, pull requests and references as GitHub's REST interface shows them.</summary>
internal sealed class GitHubJson(GitHubServer server)
{
    /// <summary>Who opens and merges, as far as GitHub can tell.</summary>
    public const string BotLogin = "claude-bot";

    public JsonObject Repository(GitHubRepository repository) => new()
    {
        ["id"] = repository.Id,
        ["node_id"] = $"R_{repository.Id}",
        ["name"] = repository.Name,
        ["full_name"] = repository.FullName,
        ["private"] = server.Options.ReadsNeedToken,
        ["owner"] = User(repository.Owner, "Organization"),
        ["html_url"] = Web(repository.FullName),
        ["url"] = Api($"repos/{repository.FullName}"),
        ["clone_url"] = Web($"{repository.FullName}.git"),
        ["git_url"] = Web($"{repository.FullName}.git"),
        ["ssh_url"] = "",
        ["description"] = "",
        ["fork"] = false,
        ["archived"] = false,
        ["disabled"] = false,
        ["default_branch"] = repository.DefaultBranch,
        ["visibility"] = server.Options.ReadsNeedToken ? "private" : "public",
        ["permissions"] = new JsonObject { ["admin"] = false, ["push"] = true, ["pull"] = true },
        ["created_at"] = "2026-01-01T10:00:00Z",
        ["updated_at"] = "2026-01-01T10:00:00Z",
        ["pushed_at"] = "2026-01-01T10:00:00Z",
    };

    public async Task<JsonObject> PullRequestAsync(GitHubPullRequest pull, CancellationToken cancellationToken)
    {
        var repository = pull.Repository;
        var commits = await GitHubServer.CommitsOfAsync(pull, cancellationToken);
        var files = commits is { } c ? await repository.Git.ChangedFilesAsync(c.Base, c.Head, cancellationToken) : [];
        var path = $"{repository.FullName}/pull/{pull.Number}";
        return new JsonObject
        {
            ["id"] = (repository.Id * 100_000) + pull.Number,
            ["node_id"] = $"PR_{repository.Id}_{pull.Number}",
            ["number"] = pull.Number,
            ["state"] = pull.IsOpen ? "open" : "closed",
            ["locked"] = false,
            ["title"] = pull.Title,
            ["body"] = pull.Body,
            ["draft"] = pull.IsDraft,
            ["user"] = User(BotLogin, "Bot"),
            ["url"] = Api($"repos/{repository.FullName}/pulls/{pull.Number}"),
            ["html_url"] = Web(path),
            ["diff_url"] = Web(path + ".diff"),
            ["patch_url"] = Web(path + ".patch"),
            ["issue_url"] = Api($"repos/{repository.FullName}/issues/{pull.Number}"),
            ["statuses_url"] = Api($"repos/{repository.FullName}/statuses/{commits?.Head}"),
            ["head"] = Reference(repository, pull.Head, commits?.Head),
            ["base"] = Reference(repository, pull.Base, commits?.Base),
            ["created_at"] = Time(pull.CreatedAt),
            ["updated_at"] = Time(pull.UpdatedAt),
            ["closed_at"] = pull.IsOpen ? null : Time(pull.UpdatedAt),
            ["merged_at"] = pull.IsMerged ? Time(pull.UpdatedAt) : null,
            ["merged"] = pull.IsMerged,
            ["mergeable"] = pull.IsOpen && commits is not null,
            ["mergeable_state"] = "clean",
            ["merge_commit_sha"] = pull.MergeCommit,
            ["merged_by"] = pull.IsMerged ? User("you", "User") : null,
            ["assignee"] = null,
            ["assignees"] = new JsonArray(),
            ["requested_reviewers"] = new JsonArray([.. pull.Reviewers.Select(reviewer => (JsonNode)User(reviewer, "User"))]),
            ["labels"] = new JsonArray([.. pull.Labels.Select(label => (JsonNode)Label(label))]),
            ["comments"] = pull.Comments.Count,
            ["commits"] = commits is { } range ? (await repository.Git.CommitsAsync(range.Base, range.Head, cancellationToken)).Count : 0,
            ["additions"] = files.Sum(file => file.Additions),
            ["deletions"] = files.Sum(file => file.Deletions),
            ["changed_files"] = files.Count,
            ["maintainer_can_modify"] = false,
        };
    }

    public JsonObject GitReference(GitHubRepository repository, string branch, string sha) => new()
    {
        ["ref"] = $"refs/heads/{branch}",
        ["node_id"] = $"REF_{branch}",
        ["url"] = Api($"repos/{repository.FullName}/git/refs/heads/{branch}"),
        ["object"] = new JsonObject { ["type"] = "commit", ["sha"] = sha, ["url"] = Api($"repos/{repository.FullName}/git/commits/{sha}") },
    };

    public JsonObject Branch(GitHubRepository repository, string branch, string sha) => new()
    {
        ["name"] = branch,
        ["commit"] = new JsonObject { ["sha"] = sha, ["url"] = Api($"repos/{repository.FullName}/commits/{sha}") },
        ["protected"] = false,
    };

    public JsonObject Comment(GitHubComment comment) => new()
    {
        ["id"] = comment.Id,
        ["node_id"] = $"IC_{comment.Id}",
        ["url"] = Api($"comments/{comment.Id}"),
        ["html_url"] = Web($"#comment-{comment.Id}"),
        ["body"] = comment.Body,
        ["user"] = User(comment.User, "Bot"),
        ["created_at"] = Time(comment.CreatedAt),
        ["updated_at"] = Time(comment.CreatedAt),
    };

    public static JsonObject Label(string name) => new() { ["id"] = 1, ["name"] = name, ["color"] = "ededed", ["default"] = false };

    public JsonObject User(string login, string type) => new()
    {
        ["id"] = 1,
        ["node_id"] = $"U_{login}",
        ["login"] = login,
        ["type"] = type,
        ["url"] = Api($"users/{login}"),
        ["html_url"] = Web(login),
        ["avatar_url"] = "",
        ["site_admin"] = false,
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private JsonObject Reference(GitHubRepository repository, string branch, string? sha) => new()
    {
        ["label"] = $"{repository.Owner}:{branch}",
        ["ref"] = branch,
        ["sha"] = sha,
        ["user"] = User(repository.Owner, "Organization"),
        ["repo"] = Repository(repository),
    };

    private string Web(string path) => new Uri(server.BaseAddress, path).ToString();

    private string Api(string path) => new Uri(server.BaseAddress, $"api/v3/{path}").ToString();
}
