using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>auth.*, users.*, usergroups.* and reactions.*.</summary>
internal sealed class PeopleMethods(SlackWorkspace workspace)
{
    public void AddTo(IDictionary<string, Func<WebApiRequest, JsonObject>> methods)
    {
        methods["auth.test"] = _ => AuthTest();
        methods["users.info"] = request => new JsonObject { ["user"] = User(workspace.FindUser(request.Required("user")) ?? throw new SlackErrorException("user_not_found")) };
        methods["users.list"] = _ => new JsonObject { ["members"] = new JsonArray([.. workspace.Users.Select(User)]) };
        methods["usergroups.list"] = _ => new JsonObject { ["usergroups"] = new JsonArray([.. workspace.UserGroups.Select(Group)]) };
        methods["usergroups.users.list"] = GroupUsers;
        methods["reactions.add"] = AddReaction;
        methods["reactions.remove"] = RemoveReaction;
    }

    private JsonObject AuthTest() => new()
    {
        ["url"] = workspace.BaseAddress.ToString(),
        ["team"] = SlackWorkspace.TeamDomain,
        ["user"] = workspace.BotUser.Name,
        ["team_id"] = SlackWorkspace.TeamId,
        ["user_id"] = workspace.BotUser.Id,
        ["bot_id"] = workspace.BotUser.BotId,
        ["is_enterprise_install"] = false,
    };

    private JsonObject GroupUsers(WebApiRequest request)
    {
        var group = workspace.UserGroups.FirstOrDefault(group => group.Id == request.Required("usergroup")) ?? throw new SlackErrorException("no_such_subteam");
        return new JsonObject { ["users"] = new JsonArray([.. group.Users.Select(user => (JsonNode)user)]) };
    }

    private JsonObject AddReaction(WebApiRequest request)
    {
        var (channel, ts, name) = Reaction(request);
        if (!workspace.React(workspace.BotUser, channel, ts, name))
        {
            throw new SlackErrorException(workspace.Find(channel, ts) is null ? "message_not_found" : "already_reacted");
        }

        return [];
    }

    private JsonObject RemoveReaction(WebApiRequest request)
    {
        var (channel, ts, name) = Reaction(request);
        if (!workspace.Unreact(workspace.BotUser, channel, ts, name))
        {
            throw new SlackErrorException(workspace.Find(channel, ts) is null ? "message_not_found" : "no_reaction");
        }

        return [];
    }

    private (string Channel, string Ts, string Name) Reaction(WebApiRequest request)
    {
        var channel = workspace.FindChannel(request.Required("channel")) ?? throw new SlackErrorException("channel_not_found");
        var name = request.Required("name");
        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '+'))
        {
            throw new SlackErrorException("invalid_name");
        }

        return (channel.Id, request.Required("timestamp"), name);
    }

    private static JsonNode User(SlackUser user) => new JsonObject
    {
        ["id"] = user.Id,
        ["team_id"] = SlackWorkspace.TeamId,
        ["name"] = user.Name,
        ["real_name"] = user.RealName,
        ["deleted"] = false,
        ["is_bot"] = user.IsBot,
        ["is_admin"] = false,
        ["tz"] = "Etc/UTC",
        ["profile"] = new JsonObject { ["real_name"] = user.RealName, ["display_name"] = user.Name, ["email"] = $"{user.Name}@playground.invalid" },
    };

    private static JsonNode Group(SlackUserGroup group) => new JsonObject
    {
        ["id"] = group.Id,
        ["team_id"] = SlackWorkspace.TeamId,
        ["is_usergroup"] = true,
        ["name"] = group.Handle,
        ["handle"] = group.Handle,
        ["user_count"] = group.Users.Count,
    };
}
