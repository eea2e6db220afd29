using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>Runs Claude Code as an activity.</summary>
public sealed class AgentActivities : IAgentActivities
{
    private readonly AgentRunner _runner;

    internal AgentActivities(AgentRunner runner) => _runner = runner;

    /// <inheritdoc/>
    [Activity]
    public async Task<ClaudeResult> RunClaudeCodeAsync(RunClaudeCode input)
    {
        var activity = ActivityExecutionContext.Current;
        using var following = CancellationTokenSource.CreateLinkedTokenSource(activity.CancellationToken, activity.WorkerShutdownToken);
        var costUsd = 0m;
        var context = new AgentRunContext(
            heartbeat =>
            {
                costUsd = heartbeat.CostUsd;
                activity.Heartbeat(heartbeat);
            },
            // A worker that shuts down, or lost its claim to a newer attempt, leaves the run to its successor.
            () => activity.CancellationToken.IsCancellationRequested && activity.CancelReason is ActivityCancelReason.CancelRequested or ActivityCancelReason.Paused,
            following.Token);
        try
        {
            return await _runner.RunAsync(input, context);
        }
        catch (AgentRunException e)
        {
            throw new ApplicationFailureException(e.Message, e, e.IsTransient ? "AgentFailed" : FailureTypes.InvalidRequest, nonRetryable: !e.IsTransient, details: [costUsd]);
        }
        catch (SandboxLostException e)
        {
            // The run's cost was paid but can no longer be read. The previous attempt may have been the last to see it.
            if (costUsd == 0 && activity.Info.HeartbeatDetails.Count > 0)
            {
                costUsd = (await activity.Info.HeartbeatDetailAtAsync<AgentHeartbeat>(0)).CostUsd;
            }

            throw new ApplicationFailureException(e.Message, e, FailureTypes.SandboxLost, nonRetryable: true, details: [costUsd]);
        }
        catch (OperationCanceledException) when (activity.WorkerShutdownToken.IsCancellationRequested && !activity.CancellationToken.IsCancellationRequested)
        {
            throw new ApplicationFailureException("The worker is shutting down; the run continues, and the next attempt follows it.", "WorkerShutdown");
        }
    }
}
