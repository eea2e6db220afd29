using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Activity.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Pauses, unpauses and resets pending activities of a run, and changes their options, as operators ask.</summary>
/// <remarks>
/// An attempt that a worker has is not taken away: the answer to its heartbeat says that it should stop. No event is written.
/// </remarks>
internal sealed class ActivityControl(Run run, PendingActivities pending)
{
    /// <inheritdoc cref="ActivityOperations.Pause"/>
    /// <exception cref="RpcException">No such activity is pending, or it is paused already.</exception>
    public Task PauseAsync(ActivitySelection selection, string identity, string reason, string requestId) => run.Change(transaction =>
    {
        foreach (var activity in Select(transaction, selection))
        {
            ActivityOperations.Pause(activity, identity, reason, requestId, transaction.Now);
        }

        PauseIndex.Update(transaction, pending);
    });

    /// <inheritdoc cref="ActivityOperations.Unpause"/>
    /// <exception cref="RpcException">No such activity is pending.</exception>
    public Task UnpauseAsync(ActivitySelection selection, bool resetsAttempts, bool resetsHeartbeat, Duration? jitter) => run.Change(transaction =>
    {
        foreach (var activity in Select(transaction, selection, onlyPaused: true))
        {
            ActivityOperations.Unpause(activity, resetsAttempts, resetsHeartbeat, jitter, transaction.UtcNow);
        }

        PauseIndex.Update(transaction, pending);
    });

    /// <inheritdoc cref="ActivityOperations.Reset"/>
    /// <exception cref="RpcException">No such activity is pending.</exception>
    public Task ResetAsync(ActivitySelection selection, ActivityResetOptions options) => run.Change(transaction =>
    {
        foreach (var activity in Select(transaction, selection))
        {
            ActivityOperations.Reset(activity, transaction.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes, options, transaction.UtcNow);
        }

        PauseIndex.Update(transaction, pending);
    });

    /// <inheritdoc cref="ActivityOperations.UpdateOptions"/>
    /// <returns>The options of the first of the activities after the change.</returns>
    /// <exception cref="RpcException">No such activity is pending, or an option is wrong.</exception>
    public Task<ActivityOptions> UpdateOptionsAsync(ActivitySelection selection, ActivityOptions? options, FieldMask? mask, bool restoresOriginal) => run.Change(transaction =>
    {
        var changed = Select(transaction, selection).ConvertAll(activity => ActivityOperations.UpdateOptions(
            activity, transaction.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes, options, mask, restoresOriginal, transaction.Limits, transaction.UtcNow));
        return changed[0];
    }).WhenDurable();

    /// <summary>The activities that are about to be changed.</summary>
    private List<ActivityState> Select(RunTransaction transaction, ActivitySelection selection, bool onlyPaused = false)
    {
        ClientRequests.ThrowIfClosed(transaction);
        var selected = pending.All.Where(selection.Includes).ToList();
        if (selected.Count == 0)
        {
            throw Errors.ActivityNotFound();
        }

        selected.RemoveAll(activity => onlyPaused && activity.Pause is null);
        foreach (var activity in selected)
        {
            pending.Touch(activity);
            pending.NotQueued(activity);
        }

        return selected;
    }
}
