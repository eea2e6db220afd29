using System.Text.Json.Serialization;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Agents;

/// <summary>Asks for one run of Claude Code.</summary>
public sealed record RunClaudeCode
{
    /// <summary>Where it runs.</summary>
    public required SandboxHandle Sandbox { get; init; }

    /// <summary>The attempt that it belongs to.</summary>
    public required AttemptKey Key { get; init; }

    /// <summary>Counts the runs of one attempt from 1: an answered question starts the next one. Attempt and turn name a run; a run that ended is never paid for twice.</summary>
    public required int Turn { get; init; }

    /// <summary>What to do, sent on stdin.</summary>
    public required string Prompt { get; init; }

    /// <summary>The session to resume, or null for a new one.</summary>
    public string? SessionId { get; init; }

    /// <summary>The kept transcript of that session, for a sandbox that does not have it.</summary>
    public ArtifactReference? Transcript { get; init; }

    /// <summary>The model, or null for the configured one.</summary>
    public string? Model { get; init; }

    /// <summary>The limit of model turns.</summary>
    public required int MaxTurns { get; init; }

    /// <summary>How long it may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What is left of the budget, in US dollars; null for no limit.</summary>
    public decimal? BudgetUsd { get; init; }
}

/// <summary>How a run of Claude Code ended. A permanent failure of the run is a result too; a transient one is a failure of the activity, which is retried.</summary>
public sealed record ClaudeResult
{
    public required AgentOutcome Outcome { get; init; }

    /// <summary>The agent's last words, bounded.</summary>
    public required string Summary { get; init; }

    /// <summary>The session, to resume it.</summary>
    public required string SessionId { get; init; }

    /// <summary>What this run cost, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Model turns.</summary>
    public int Turns { get; init; }

    /// <summary>Wall-clock time.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What the agent needs to know, when the outcome is a question.</summary>
    public string? Question { get; init; }

    /// <summary>Why it failed, for people.</summary>
    public string? Error { get; init; }

    /// <summary>The session's transcript.</summary>
    public ArtifactReference? Transcript { get; init; }

    /// <summary>All events of the run.</summary>
    public ArtifactReference? Log { get; init; }

    /// <summary>Tokens and cost by model.</summary>
    public IReadOnlyList<ModelUsage> Models { get; init; } = [];
}

/// <summary>What a run used of one model.</summary>
public sealed record ModelUsage(string Model, long InputTokens, long OutputTokens, long CacheReadTokens, long CacheWriteTokens, decimal CostUsd);

/// <summary>How a run can end.</summary>
[JsonConverter(typeof(WireEnumConverter<AgentOutcome>))]
public enum AgentOutcome
{
    Succeeded,
    Question,
    Failed,
    MaxTurns,
    OverBudget,
    TimedOut,
}

/// <summary>Runs the agent.</summary>
public interface IAgentActivities
{
    /// <summary>Runs Claude Code in the sandbox, heartbeating. A retry of a run that ended returns its result; of one that did not, resumes its session.</summary>
    [Activity]
    Task<ClaudeResult> RunClaudeCodeAsync(RunClaudeCode input);
}
