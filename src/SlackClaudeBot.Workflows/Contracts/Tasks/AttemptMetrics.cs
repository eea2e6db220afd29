namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The numbers of one attempt of one stage, written when it ends, however it ends.</summary>
public sealed record AttemptMetrics
{
    /// <summary>The attempt. It has one line, however often the line is written.</summary>
    public required AttemptKey Key { get; init; }

    /// <summary>The name of the task's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Slack user id.</summary>
    public required string Requester { get; init; }

    /// <summary>Full names.</summary>
    public required IReadOnlyList<string> Repositories { get; init; }

    /// <summary>When the attempt ended, UTC.</summary>
    public required DateTime EndedAt { get; init; }

    /// <summary>Tokens of all models and runs, read from caches included.</summary>
    public long TokensUsed { get; init; }

    /// <summary>What all runs of the agent cost, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>From its start to its end, without waiting for people.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Runs of the agent: more than one if a question was answered or work was lost with its sandbox.</summary>
    public int Turns { get; init; }

    public int FilesModified { get; init; }

    public int LinesAdded { get; init; }

    public int LinesRemoved { get; init; }

    /// <summary>Whether all tests passed; null if none ran.</summary>
    public bool? TestsPass { get; init; }

    /// <summary>Why the attempt did not succeed; null if it did.</summary>
    public string? Error { get; init; }
}
