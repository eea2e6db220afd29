using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <inheritdoc/>
public sealed class SandboxActivities(
    ISandboxProvider provider, CleanSandboxes cleanSandboxes, IMirrorFolders mirrors, IGatewayTokens tokens, IHostTaskQueue queue, TaskSlots slots, TimeProvider time) : ISandboxActivities
{
    /// <summary>How long making a sandbox may take: seconds, if the engine is well.</summary>
    private static readonly TimeSpan _longestProvisioning = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    [Activity]
    public Task<SandboxHandle> ProvisionSandboxAsync(ProvisionSandbox input) => Heartbeats.DuringAsync(
        async cancellationToken =>
        {
            await slots.AcquireAsync(input.Slot, returns: false, cancellationToken);
            try
            {
                using var step = slots.Enter(input.Slot.WorkflowId);
                return await ProvisionAsync(input, cancellationToken);
            }
            catch
            {
                // Another host may be able to, or another task.
                slots.Release(input.Slot.WorkflowId, input.Slot.Lease);
                throw;
            }
        },
        time);

    /// <inheritdoc/>
    [Activity]
    public async Task RemoveSandboxAsync(RemoveSandbox input)
    {
        ArgumentNullException.ThrowIfNull(input);
        tokens.Revoke(input.Sandbox.TaskId);
        // A kill in the middle of the tests leaves their sandbox.
        await provider.RemoveAsync(TestsSandbox.NameFor(input.Sandbox.TaskId), ActivityExecutionContext.Current.CancellationToken);
        await provider.RemoveAsync(input.Sandbox.TaskId, ActivityExecutionContext.Current.CancellationToken);
        cleanSandboxes.Forget(input.Sandbox.TaskId);
        slots.Release(input.WorkflowId);
    }

    private async Task<SandboxHandle> ProvisionAsync(ProvisionSandbox input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_longestProvisioning);
        try
        {
            var request = new SandboxRequest(input.TaskId, input.Slot.WorkflowId, mirrors.Make(input.Repositories));
            var sandbox = await provider.ProvisionAsync(request, limit.Token);
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
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ActivityFailures.Transient($"The sandbox was not made within {_longestProvisioning.TotalMinutes} minutes.", e);
        }
    }
}
