using SlackClaudeBot.Workflows.Sandboxes;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <inheritdoc/>
public sealed class SandboxActivities(ISandboxProvider provider, IHostTaskQueue queue) : ISandboxActivities
{
    private static CancellationToken Cancellation => ActivityExecutionContext.HasCurrent ? ActivityExecutionContext.Current.CancellationToken : CancellationToken.None;

    /// <inheritdoc/>
    [Activity]
    public async Task<SandboxHandle> ProvisionSandboxAsync(ProvisionSandbox input)
    {
        var sandbox = await provider.ProvisionAsync(input.TaskId, input.WorkflowId, Cancellation).ConfigureAwait(false);
        return new SandboxHandle(sandbox.TaskId, sandbox.Id, queue.Name, sandbox.Kind);
    }

    /// <inheritdoc/>
    [Activity]
    public Task RemoveSandboxAsync(SandboxHandle sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return provider.RemoveAsync(sandbox.TaskId, Cancellation);
    }
}
