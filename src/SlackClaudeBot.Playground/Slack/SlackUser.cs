namespace SlackClaudeBot.Playground.Slack;

/// <summary>Somebody in the workspace.</summary>
/// <param name="Id">For example <c>U0YOU</c>.</param>
/// <param name="Name">The handle, without <c>@</c>.</param>
/// <param name="RealName">As shown.</param>
/// <param name="BotId">Its bot id, for an app.</param>
public sealed record SlackUser(string Id, string Name, string RealName, string? BotId = null)
{
    public bool IsBot => BotId is not null;
}

/// <summary>A channel everybody of the workspace is in.</summary>
/// <param name="Id">For example <c>C0SHOP</c>.</param>
/// <param name="Name">Without <c>#</c>.</param>
/// <param name="Topic">What it is about.</param>
public sealed record SlackChannel(string Id, string Name, string Topic);

/// <summary>A group of users that can be mentioned.</summary>
/// <param name="Id">For example <c>S0LEADS</c>.</param>
/// <param name="Handle">Without <c>@</c>.</param>
/// <param name="Users">User ids.</param>
public sealed record SlackUserGroup(string Id, string Handle, IReadOnlyList<string> Users);
