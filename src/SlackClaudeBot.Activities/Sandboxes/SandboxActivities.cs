using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <inheritdoc/>
public sealed class SandboxActivities(
    ISandboxProvider provider, IMirrorFolders mirrors, IGatewayTokens tokens, IHostTaskQueue queue, TimeProvider time) : ISandboxActivities
{
    /// <inheritdoc/>
    [Activity]
    public Task<SandboxHandle> ProvisionSandboxAsync(ProvisionSandbox input) => Heartbeats.DuringAsync(
        async cancellationToken =>
        {
            var request = new SandboxRequest(input.TaskId, input.WorkflowId, mirrors.Make(input.Repositories));
            try
            {
                var sandbox = await provider.ProvisionAsync(request, cancellationToken);
                return new SandboxHandle(input.TaskId, sandbox.Id, queue.Name, sandbox.Kind);
            }
            catch (SandboxUnavailableException e)
            {
                // The message is shown to people while Temporal retries.
                throw ActivityFailures.Transient(e.Message, e);
            }
            catch (OperationCanceledException) when (ActivityExecutionContext.Current.CancelReason is ActivityCancelReason.CancelRequested)
            {
                // The task ends without knowing of a sandbox that may be half made.
                await provider.RemoveAsync(input.TaskId, CancellationToken.None);
                throw;
            }
        },
        time);

    /// <inheritdoc/>
    [Activity]
    public Task RemoveSandboxAsync(SandboxHandle sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        tokens.Revoke(sandbox.TaskId);
        return provider.RemoveAsync(sandbox.TaskId, ActivityExecutionContext.Current.CancellationToken);
    }
}
