using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// Removes the sandboxes of this host that belong to no open task, and closes the gateway to them: what a crash, a lost clean-up
/// or a workflow that was terminated left behind.
/// </summary>
public sealed partial class SandboxSweeper(
    ISandboxProvider provider, IGatewayTokens tokens, IOpenTasks tasks, TimeProvider time, ILogger<SandboxSweeper> logger) : BackgroundService
{
    /// <summary>A sandbox younger than this is left alone: its workflow may not be known everywhere yet.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(5);

    /// <summary>Sweeps once; returns the tasks whose sandboxes are gone now.</summary>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        // A token is issued to a sandbox that stands. Asked in this order, a task without one has lost it.
        var open = tokens.OpenTasks;
        var sandboxes = await provider.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var taskId in open.Except(sandboxes.Select(s => s.TaskId)))
            tokens.Revoke(taskId);

        foreach (var sandbox in sandboxes)
        {
            if (time.GetUtcNow() - sandbox.CreatedAt < Grace)
                continue;

            try
            {
                if (await tasks.IsOpenAsync(sandbox.WorkflowId, cancellationToken).ConfigureAwait(false))
                    continue;

                tokens.Revoke(sandbox.TaskId);
                await provider.RemoveAsync(sandbox.TaskId, cancellationToken).ConfigureAwait(false);
                Log.Swept(logger, sandbox.TaskId, sandbox.WorkflowId);
                removed.Add(sandbox.TaskId);
            }
            // One that cannot be judged or removed now is kept, and must not keep the others.
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Log.Kept(logger, sandbox.TaskId, e.Message);
            }
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotSwept(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Removed the sandbox of task {TaskId}: workflow {WorkflowId} is not open.")]
        public static partial void Swept(ILogger logger, string taskId, string workflowId);

        [LoggerMessage(2, LogLevel.Warning, "The sandbox of task {TaskId} stays for now: {Reason}")]
        public static partial void Kept(ILogger logger, string taskId, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Sandboxes were not swept: {Reason}")]
        public static partial void NotSwept(ILogger logger, string reason);
    }
}
