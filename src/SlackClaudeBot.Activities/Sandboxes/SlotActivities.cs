using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <inheritdoc/>
public sealed class SlotActivities(TaskSlots slots, IWaitingTasks waiting, TimeProvider time) : ISlotActivities
{
    /// <inheritdoc/>
    [Activity]
    public Task TakeSlotAsync(TaskSlot slot) => Heartbeats.DuringAsync(
        async cancellationToken =>
        {
            await slots.AcquireAsync(slot, returns: true, cancellationToken);
            return true;
        },
        time);

    /// <inheritdoc/>
    [Activity]
    public Task ReleaseSlotAsync(TaskSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        slots.Release(slot.WorkflowId, slot.Lease);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    [Activity]
    public async Task<QueuePlace?> FindPlaceAsync(string workflowId)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        return await waiting.IsWaitingAsync(workflowId, cancellationToken)
            && QueueOrder.Before(workflowId, await waiting.ListAsync(cancellationToken)) is { } before
            ? new QueuePlace(before)
            : null;
    }
}
