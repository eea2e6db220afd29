using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// Removes the sandboxes of this host that belong to no open task, and closes the gateway to them: what a crash, a lost clean-up
/// or a workflow that was terminated left behind.
/// </summary>
public sealed class SandboxSweeper(
    ISandboxProvider provider, IGatewayTokens tokens, IOpenTasks tasks, TimeProvider time, ILogger<SandboxSweeper> logger)
    : Sweeper("Sandboxes", TimeSpan.FromMinutes(5), time, logger)
{
    /// <summary>A sandbox younger than this is left alone: its workflow may not be known everywhere yet.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        // Tokens are issued to existing sandboxes only. Read in this order, a task without a sandbox has lost it.
        var open = tokens.OpenTasks;
        var sandboxes = await provider.ListAsync(cancellationToken);
        foreach (var taskId in open.Except(sandboxes.Select(s => s.TaskId)))
        {
            tokens.Revoke(taskId);
        }

        foreach (var sandbox in sandboxes.Where(s => Time.GetUtcNow() - s.CreatedAt >= Grace))
        {
            if (await RemoveUnlessAsync(sandbox.TaskId, () => tasks.IsOpenAsync(sandbox.WorkflowId, cancellationToken), () => RemoveAsync(sandbox.TaskId, cancellationToken), cancellationToken))
            {
                removed.Add(sandbox.TaskId);
            }
        }

        return removed;
    }

    private Task RemoveAsync(string taskId, CancellationToken cancellationToken)
    {
        tokens.Revoke(taskId);
        return provider.RemoveAsync(taskId, cancellationToken);
    }
}
