namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>What a person asked for.</summary>
public sealed record TaskRequest
{
    /// <summary>The task's id.</summary>
    public required TaskId TaskId { get; init; }

    /// <summary>The name of one of <see cref="TaskKinds.All"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One line, as typed.</summary>
    public required string Title { get; init; }

    /// <summary>The text after <c>--</c>; empty if there was none.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>At least one.</summary>
    public required IReadOnlyList<RepositoryRef> Repositories { get; init; }

    /// <summary>The address of the ticket that this belongs to, if any.</summary>
    public string? Ticket { get; init; }

    /// <summary>The Slack channel id in which the task lives.</summary>
    public required string Channel { get; init; }

    /// <summary>The Slack user id of the person who asked.</summary>
    public required string Requester { get; init; }

    /// <summary>How long one run of the agent may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a person must approve before pull requests are opened.</summary>
    public bool RequireApproval { get; init; } = true;

    /// <summary>The model asked for; null for the configured one.</summary>
    public string? Model { get; init; }

    /// <summary>The installation's rules when the task started; a later change of settings does not affect it.</summary>
    public TaskPolicy Policy { get; init; } = new();
}
