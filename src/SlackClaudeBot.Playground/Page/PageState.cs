using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.GitHub.Rest;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.Page;

/// <summary>What the page shows, as JSON.</summary>
internal sealed class PageState(IPlayground server)
{
    public async Task<JsonObject> AllAsync(CancellationToken cancellationToken)
    {
        var slack = server.Slack;
        return new JsonObject
        {
            ["you"] = slack.You.Id,
            ["bot"] = slack.BotUser.Id,
            ["users"] = new JsonArray([.. slack.Users.Select(User)]),
            ["groups"] = new JsonArray([.. slack.UserGroups.Select(group => (JsonNode)new JsonObject { ["id"] = group.Id, ["handle"] = group.Handle })]),
            ["channels"] = new JsonArray([.. slack.Channels.Select(Channel)]),
            ["command"] = Command(server.Commands, slack.Options.Command),
            ["messages"] = new JsonArray([.. slack.Messages.Select(message => (JsonNode)Message(message))]),
            ["views"] = new JsonArray([.. slack.Views.Select(view => (JsonNode)View(view))]),
            ["repositories"] = new JsonArray([.. server.GitHub.Repositories.Select(Repository)]),
            ["pulls"] = await PullsAsync(cancellationToken),
            ["status"] = Status(),
        };
    }

    public static JsonObject Message(SlackMessage message) => new()
    {
        ["channel"] = message.Channel,
        ["ts"] = message.Ts,
        ["threadTs"] = message.ThreadTs,
        ["user"] = message.User,
        ["text"] = message.Text,
        ["blocks"] = message.Blocks is { } blocks ? MessageJson.ToNode(blocks) : null,
        ["edited"] = message.EditedTs is not null,
        ["ephemeralFor"] = message.EphemeralFor,
        ["reactions"] = new JsonArray([.. message.Reactions.Select(Reaction)]),
        ["files"] = new JsonArray([.. message.Files.Select(file => (JsonNode)new JsonObject { ["name"] = file.Name, ["title"] = file.Title, ["size"] = file.Content.Length })]),
    };

    public static JsonObject View(SlackView view) => new() { ["id"] = view.Id, ["user"] = view.User, ["hash"] = view.Hash, ["content"] = MessageJson.ToNode(view.Content) };

    public async Task<JsonArray> PullsAsync(CancellationToken cancellationToken)
    {
        var pulls = new JsonArray();
        foreach (var pull in server.GitHub.PullRequests.OrderByDescending(pull => pull.CreatedAt))
        {
            pulls.Add(await PullAsync(pull, cancellationToken));
        }

        return pulls;
    }

    public static async Task<JsonObject> PullAsync(GitHubPullRequest pull, CancellationToken cancellationToken)
    {
        var commits = await GitHubServer.CommitsOfAsync(pull, cancellationToken);
        var files = commits is { } range ? await pull.Repository.Git.ChangedFilesAsync(range.Base, range.Head, cancellationToken) : [];
        return new JsonObject
        {
            ["repository"] = pull.Repository.FullName,
            ["number"] = pull.Number,
            ["title"] = pull.Title,
            ["body"] = pull.Body,
            ["head"] = pull.Head,
            ["base"] = pull.Base,
            ["state"] = pull.IsMerged ? "merged" : !pull.IsOpen ? "closed" : pull.IsDraft ? "draft" : "open",
            ["createdAt"] = GitHubJson.Time(pull.CreatedAt),
            ["updatedAt"] = GitHubJson.Time(pull.UpdatedAt),
            ["headCommit"] = commits?.Head,
            ["files"] = files.Count,
            ["additions"] = files.Sum(file => file.Additions),
            ["deletions"] = files.Sum(file => file.Deletions),
        };
    }

    public JsonObject Status()
    {
        var status = server.Status;
        return new JsonObject
        {
            ["botConnected"] = server.Slack.Bot.IsConnected,
            ["sandbox"] = status.Sandbox,
            ["sandboxDetail"] = status.SandboxDetail,
            ["model"] = status.Model,
            ["temporalAddress"] = status.TemporalAddress,
            ["temporalUiUrl"] = status.TemporalUiUrl,
            ["cli"] = new JsonObject
            {
                ["state"] = status.Cli.State.ToString().ToLowerInvariant(),
                ["detail"] = status.Cli.Detail,
            },
        };
    }

    private static JsonObject Command(CommandHelp help, string name) => new()
    {
        ["name"] = name,
        ["verbs"] = new JsonArray([.. help.Verbs.Select(verb => (JsonNode)new JsonObject { ["verb"] = verb.Verb, ["usage"] = verb.Usage, ["help"] = verb.Help })]),
        ["options"] = new JsonArray([.. help.Options.Select(option => (JsonNode)new JsonObject { ["option"] = option.Option, ["help"] = option.Help })]),
        ["examples"] = new JsonArray([.. DemoExamples.All.Select(example => (JsonNode)new JsonObject { ["command"] = example.Command, ["help"] = example.Help })]),
    };

    private JsonNode Repository(GitHubRepository repository) => new JsonObject
    {
        ["fullName"] = repository.FullName,
        ["branch"] = repository.DefaultBranch,
        ["cloneUrl"] = new Uri(server.Url, $"{repository.FullName}.git").ToString(),
    };

    private static JsonNode User(SlackUser user) => new JsonObject { ["id"] = user.Id, ["name"] = user.Name, ["realName"] = user.RealName, ["isBot"] = user.IsBot };

    private static JsonNode Channel(SlackChannel channel) => new JsonObject { ["id"] = channel.Id, ["name"] = channel.Name, ["topic"] = channel.Topic };

    private static JsonNode Reaction(SlackReaction reaction) => new JsonObject
    {
        ["name"] = reaction.Name,
        ["users"] = new JsonArray([.. reaction.Users.Select(user => (JsonNode)user)]),
    };
}
