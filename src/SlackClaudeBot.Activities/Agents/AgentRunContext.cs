namespace SlackClaudeBot.Activities.Agents;

/// <summary>The caller of a run: receives its heartbeats, and can cancel it.</summary>
/// <param name="Heartbeat">Sends a heartbeat.</param>
/// <param name="IsCancelRequested">Whether the run itself must end when the token is cancelled. Otherwise only its follower ends, and the run goes on for the next one.</param>
/// <param name="CancellationToken">Ends the following.</param>
internal sealed record AgentRunContext(Action<AgentHeartbeat> Heartbeat, Func<bool> IsCancelRequested, CancellationToken CancellationToken);

/// <summary>The details of a run's heartbeat.</summary>
/// <param name="Activity">One line: what the agent does now.</param>
/// <param name="CostUsd">Its cost so far, in US dollars.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Execution">The number of the process that carries it out.</param>
/// <param name="Offset">How many bytes of its events were seen.</param>
public sealed record AgentHeartbeat(string Activity, decimal CostUsd, string SessionId, string Run, int Execution, long Offset);

/// <summary>A run ended without a result.</summary>
internal sealed class AgentRunException(string message, bool isTransient) : Exception(message)
{
    /// <summary>Whether a retry can help.</summary>
    public bool IsTransient { get; } = isTransient;
}
