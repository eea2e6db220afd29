using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.Page;

/// <summary>What people do on the page.</summary>
internal sealed class PageActions(IPlayground server)
{
    private const int MaxTextLength = 12_000;
    private const int MaxShownFile = 100_000;

    private SlackWorkspace Slack => server.Slack;

    public void Map(IEndpointRouteBuilder root)
    {
        var routes = root.MapGroup("/playground");
        routes.MapPost("/messages", Post);
        routes.MapPost("/commands", CommandAsync);
        routes.MapPost("/actions", ClickAsync);
        routes.MapPost("/reactions", React);
        routes.MapPost("/views/{id}/submit", SubmitAsync);
        routes.MapPost("/views/{id}/close", Close);
        routes.MapGet("/pulls/{owner}/{name}/{number:int}", DiffAsync);
        routes.MapPost("/pulls/{owner}/{name}/{number:int}/merge", MergeAsync);
        routes.MapPost("/pulls/{owner}/{name}/{number:int}/close", ClosePull);
        routes.MapGet("/repositories/{owner}/{name}", BrowseAsync);
        routes.MapPost("/start-over", StartOverAsync);
        // The addresses that GitHub's own pages would have.
        root.MapGet("/{owner}/{name}/pull/{number:int}", (string owner, string name, int number) => Results.Redirect($"/#/pulls/{owner}/{name}/{number}"));
    }

    private IResult Post(PostMessageRequest typed)
    {
        if (Human(typed.User) is not { } user || Slack.FindChannel(typed.Channel) is not { } channel || !IsText(typed.Text))
        {
            return Refuse("This message cannot be posted.");
        }

        var thread = typed.ThreadTs is null ? null : Slack.Find(channel.Id, typed.ThreadTs);
        if (typed.ThreadTs is not null && thread is null)
        {
            return Refuse("The thread is gone.");
        }

        return Results.Json(PageState.Message(Slack.Post(user, typed.Text, thread, channel)));
    }

    private async Task<IResult> CommandAsync(CommandRequest typed)
    {
        if (Human(typed.User) is not { } user || Slack.FindChannel(typed.Channel) is not { } channel || typed.Text is null or { Length: > MaxTextLength })
        {
            return Refuse("This command cannot be sent.");
        }

        await Slack.CommandAsync(user, typed.Text, channel, CancellationToken.None);
        return Done();
    }

    private async Task<IResult> ClickAsync(ClickRequest used)
    {
        if (Human(used.User) is not { } user || Slack.Find(used.Channel, used.Ts) is not { } message || !message.HasAction(used.ActionId))
        {
            return Refuse("This message has changed meanwhile.");
        }

        await Slack.ClickAsync(user, message, used.ActionId, used.Option, CancellationToken.None);
        return Done();
    }

    private IResult React(ReactionRequest toggled)
    {
        if (Human(toggled.User) is not { } user || Slack.Find(toggled.Channel, toggled.Ts) is not { } message || toggled.Name is not { Length: > 0 and < 100 })
        {
            return Refuse("This message is gone.");
        }

        if (message.Reactions.Any(reaction => reaction.Name == toggled.Name && reaction.Users.Contains(user.Id)))
        {
            Slack.RemoveReaction(user, message, toggled.Name);
        }
        else
        {
            Slack.AddReaction(user, message, toggled.Name);
        }

        return Done();
    }

    private async Task<IResult> SubmitAsync(string id, SubmitRequest filled)
    {
        if (Slack.Views.FirstOrDefault(view => view.Id == id) is not { } view)
        {
            return Refuse("This dialog is closed.");
        }

        var result = await Slack.SubmitAsync(view, filled.Values, CancellationToken.None);
        return Results.Json(new JsonObject { ["errors"] = new JsonObject(result.Errors.Select(error => KeyValuePair.Create(error.Key, (JsonNode?)error.Value))) });
    }

    private IResult Close(string id)
    {
        if (Slack.Views.FirstOrDefault(view => view.Id == id) is { } view)
        {
            Slack.CloseView(view);
        }

        return Done();
    }

    private async Task<IResult> DiffAsync(string owner, string name, int number, CancellationToken cancellationToken)
    {
        if (Find(owner, name, number) is not { } pull)
        {
            return Results.NotFound();
        }

        var json = await PageState.PullAsync(pull, cancellationToken);
        json["diff"] = await GitHubServer.DiffAsync(pull, cancellationToken);
        return Results.Json(json);
    }

    private async Task<IResult> MergeAsync(string owner, string name, int number)
    {
        if (Find(owner, name, number) is not { } pull)
        {
            return Results.NotFound();
        }

        try
        {
            await server.GitHub.MergeAsync(pull);
            return Done();
        }
        catch (GitHubApiException refused)
        {
            return Refuse(refused.Message);
        }
    }

    private IResult ClosePull(string owner, string name, int number)
    {
        if (Find(owner, name, number) is not { } pull)
        {
            return Results.NotFound();
        }

        try
        {
            server.GitHub.Close(pull);
            return Done();
        }
        catch (GitHubApiException refused)
        {
            return Refuse(refused.Message);
        }
    }

    /// <summary>The files of a branch, and the content of one of them if a path is given.</summary>
    private async Task<IResult> BrowseAsync(string owner, string name, string? branch, string? path, CancellationToken cancellationToken)
    {
        if (server.GitHub.Find(owner, name) is not { } repository)
        {
            return Results.NotFound();
        }

        var branches = await repository.Git.BranchesAsync(cancellationToken);
        if (!branches.TryGetValue(branch ?? repository.DefaultBranch, out var commit))
        {
            return Results.NotFound();
        }

        var files = await repository.Git.FilesAsync(commit, cancellationToken);
        var shown = path ?? files.FirstOrDefault(file => file.Equals("README.md", StringComparison.OrdinalIgnoreCase));
        return Results.Json(new JsonObject
        {
            ["repository"] = repository.FullName,
            ["branch"] = branch ?? repository.DefaultBranch,
            ["branches"] = new JsonArray([.. branches.Keys.Order(StringComparer.Ordinal).Select(each => (JsonNode)each)]),
            ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]),
            ["path"] = shown,
            ["content"] = shown is not null && files.Contains(shown) ? Shorten(await repository.Git.ReadFileAsync(commit, shown, cancellationToken)) : null,
        });
    }

    private async Task<IResult> StartOverAsync(CancellationToken cancellationToken)
    {
        await server.StartOverAsync(cancellationToken);
        return Done();
    }

    private static string? Shorten(string? content) => content is { Length: > MaxShownFile } ? content[..MaxShownFile] + "\n…" : content;

    private GitHubPullRequest? Find(string owner, string name, int number) =>
        server.GitHub.Find(owner, name) is { } repository ? server.GitHub.Find(repository, number) : null;

    /// <summary>The page may act as a person, never as the app.</summary>
    private SlackUser? Human(string? id) => Slack.FindUser(id) is { IsBot: false } user ? user : null;

    private static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTextLength;

    private static IResult Done() => Results.Json(new JsonObject());

    private static IResult Refuse(string why) => Results.Json(new JsonObject { ["error"] = why }, statusCode: StatusCodes.Status409Conflict);

    private sealed record PostMessageRequest(string User, string Channel, string Text, string? ThreadTs);

    private sealed record CommandRequest(string User, string Channel, string Text);

    private sealed record ClickRequest(string User, string Channel, string Ts, string ActionId, string? Option);

    private sealed record ReactionRequest(string User, string Channel, string Ts, string Name);

    private sealed record SubmitRequest(IReadOnlyDictionary<string, string> Values);
}
