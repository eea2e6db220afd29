using System.Globalization;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.GitHub.Rest;

/// <summary>Calls about pull requests.</summary>
internal sealed class PullRequestCalls(GitHubServer server, GitHubJson json)
{
    private const int MaxPerPage = 100;

    public async Task<JsonNode> ListAsync(GitHubCall call)
    {
        var repository = call.Repository;
        var state = call.Query("state") ?? "open";
        // "owner:branch"; anything else is ignored by GitHub, which surprises everybody once.
        var head = call.Query("head") is { } sent && sent.Split(':', 2) is [_, var branch] ? branch : null;
        var matches = server.PullRequests
            .Where(pull => pull.Repository.FullName == repository.FullName)
            .Where(pull => state == "all" || pull.IsOpen == (state == "open"))
            .Where(pull => head is null || pull.Head == head)
            .Where(pull => call.Query("base") is not { } baseBranch || pull.Base == baseBranch)
            .OrderByDescending(pull => pull.Number)
            .ToList();

        var perPage = Math.Clamp(Number(call.Query("per_page"), 30), 1, MaxPerPage);
        var page = Math.Max(Number(call.Query("page"), 1), 1);
        if (page * perPage < matches.Count)
        {
            call.Context.Response.Headers.Link = $"<{NextPage(call, page + 1)}>; rel=\"next\"";
        }

        var items = new JsonArray();
        foreach (var pull in matches.Skip((page - 1) * perPage).Take(perPage))
        {
            items.Add(await json.PullRequestAsync(pull, call.CancellationToken));
        }

        return items;
    }

    public async Task<JsonNode> CreateAsync(GitHubCall call)
    {
        var repository = call.Repository;
        var head = call.Text("head") ?? throw GitHubApiException.Invalid("missing_field", "head");
        var baseBranch = call.Text("base") ?? throw GitHubApiException.Invalid("missing_field", "base");
        var branch = head.Split(':', 2) is [var owner, var name] && owner == repository.Owner ? name : head;
        var pull = await server.OpenAsync(repository, call.Text("title") ?? "", branch, baseBranch, call.Text("body") ?? "", call.Flag("draft"), call.CancellationToken);
        return await json.PullRequestAsync(pull, call.CancellationToken);
    }

    public async Task<JsonNode> GetAsync(GitHubCall call) => await json.PullRequestAsync(call.PullRequest, call.CancellationToken);

    public async Task<JsonNode> UpdateAsync(GitHubCall call)
    {
        var current = call.PullRequest;
        var state = call.Text("state");
        if (current.IsMerged && state == "open")
        {
            throw GitHubApiException.Invalid("invalid", "state");
        }

        var changed = server.Change(current, pull => pull with
        {
            Title = call.Text("title") ?? pull.Title,
            Body = call.Text("body") ?? pull.Body,
            IsOpen = state is null ? pull.IsOpen : state == "open",
        });
        return await json.PullRequestAsync(changed, call.CancellationToken);
    }

    public async Task<JsonNode> MergeAsync(GitHubCall call)
    {
        var merged = await server.MergeAsync(call.PullRequest, call.CancellationToken);
        return new JsonObject { ["sha"] = merged.MergeCommit, ["merged"] = true, ["message"] = "Pull Request successfully merged" };
    }

    public static async Task<JsonNode> FilesAsync(GitHubCall call)
    {
        var pull = call.PullRequest;
        if (await GitHubServer.CommitsOfAsync(pull, call.CancellationToken) is not { } commits)
        {
            return new JsonArray();
        }

        var files = await pull.Repository.Git.ChangedFilesAsync(commits.Base, commits.Head, call.CancellationToken);
        return new JsonArray([.. files.Select(file => (JsonNode)new JsonObject
        {
            ["sha"] = commits.Head,
            ["filename"] = file.Path,
            ["status"] = "modified",
            ["additions"] = file.Additions,
            ["deletions"] = file.Deletions,
            ["changes"] = file.Additions + file.Deletions,
        })]);
    }

    public static async Task<JsonNode> CommitsAsync(GitHubCall call)
    {
        var pull = call.PullRequest;
        if (await GitHubServer.CommitsOfAsync(pull, call.CancellationToken) is not { } commits)
        {
            return new JsonArray();
        }

        var list = await pull.Repository.Git.CommitsAsync(commits.Base, commits.Head, call.CancellationToken);
        return new JsonArray([.. list.Select(commit => (JsonNode)new JsonObject
        {
            ["sha"] = commit.Sha,
            ["commit"] = new JsonObject
            {
                ["message"] = commit.Message,
                ["author"] = new JsonObject { ["name"] = commit.AuthorName, ["email"] = commit.AuthorEmail },
            },
        })]);
    }

    public async Task<JsonNode> RequestReviewersAsync(GitHubCall call)
    {
        var changed = server.Change(call.PullRequest, pull => pull with { Reviewers = [.. pull.Reviewers.Union(call.List("reviewers"))] });
        return await json.PullRequestAsync(changed, call.CancellationToken);
    }

    public Task<JsonNode> CommentsAsync(GitHubCall call) =>
        Task.FromResult<JsonNode>(new JsonArray([.. call.PullRequest.Comments.Select(comment => (JsonNode)json.Comment(comment))]));

    public Task<JsonNode> CommentAsync(GitHubCall call)
    {
        var body = call.Text("body") ?? throw GitHubApiException.Invalid("missing_field", "body");
        return Task.FromResult<JsonNode>(json.Comment(server.Comment(call.PullRequest, GitHubJson.BotLogin, body)));
    }

    public Task<JsonNode> AddLabelsAsync(GitHubCall call)
    {
        var changed = server.Change(call.PullRequest, pull => pull with { Labels = [.. pull.Labels.Union(call.List("labels"))] });
        return Task.FromResult<JsonNode>(new JsonArray([.. changed.Labels.Select(label => (JsonNode)GitHubJson.Label(label))]));
    }

    private string NextPage(GitHubCall call, int page)
    {
        var others = call.Context.Request.Query.Where(field => field.Key != "page").Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value.ToString())}");
        return new Uri(server.BaseAddress, $"{call.Context.Request.Path}?{string.Join('&', others.Append($"page={page}"))}").ToString();
    }

    private static int Number(string? text, int otherwise) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
