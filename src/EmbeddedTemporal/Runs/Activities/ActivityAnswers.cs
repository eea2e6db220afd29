using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Takes the answers of workers about the activities of a run.</summary>
internal sealed class ActivityAnswers(Run run, PendingActivities pending, ActivityEnds ends) : IActivityAnswers
{
    /// <inheritdoc/>
    public void RequeueUndelivered(TaskToken token) => _ = run.ChangeIf(
        state => state.Status == WorkflowExecutionStatus.Running && pending.Find(token.ScheduledEventId) is { } activity && ActivityAttempts.IsRunning(activity, token) && !ActivityAttempts.IsLast(activity),
        _ =>
        {
            var activity = pending.Find(token.ScheduledEventId)!;
            pending.Touch(activity);
            ActivityAttempts.TakeBack(activity);
        });

    /// <inheritdoc/>
    public Task CompleteAsync(ActivityReference reference, Payloads? result, string identity, WorkerVersionStamp? version) => run.Change(transaction =>
    {
        if (result?.CalculateSize() > transaction.Limits.MaxPayloadBytes)
        {
            // The worker cannot do better by trying again.
            ends.Fail(transaction, Find(transaction, reference), Failures.OfService("Complete result exceeds size limit.", nonRetryable: true), identity, heartbeat: null);
            return;
        }

        run.WarnIfLarge(result?.CalculateSize() ?? 0, "An activity's result");
        var activity = Find(transaction, reference, unstarted: true);
        if (activity.StartedTime is null)
        {
            // Workers understand no activity that completes without having started.
            pending.Touch(activity);
            (activity.StartedTime, activity.Identity, activity.WorkerVersion) = (transaction.Now, identity, null);
        }

        ends.Close(transaction, activity, EventType.ActivityTaskCompleted, (e, startedEventId) => e.ActivityTaskCompletedEventAttributes = new()
        {
            Result = result,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            WorkerVersion = version,
        });
    });

    /// <inheritdoc/>
    public Task<Failure[]> FailAsync(ActivityReference reference, Failure? failure, string identity, Payloads? heartbeat) => run.Change<Failure[]>(transaction =>
    {
        var tooLarge = heartbeat?.CalculateSize() > transaction.Limits.MaxPayloadBytes;
        ends.Fail(transaction, Find(transaction, reference), Failures.Bounded(failure ?? new Failure(), transaction.Limits.MaxPayloadBytes), identity, tooLarge ? null : heartbeat);
        return tooLarge ? [Failures.HeartbeatTooLarge()] : [];
    }).WhenDurable();

    /// <inheritdoc/>
    public Task CancelAsync(ActivityReference reference, Payloads? details, string identity, WorkerVersionStamp? version) => run.Change(transaction =>
    {
        if (details?.CalculateSize() > transaction.Limits.MaxPayloadBytes)
        {
            ends.Fail(transaction, Find(transaction, reference), Failures.OfService("Cancel details exceed size limit.", nonRetryable: true), identity, heartbeat: null);
            return;
        }

        var activity = Find(transaction, reference);
        if (activity.CancelRequestedEventId == 0)
        {
            throw Errors.CancelNotRequested();
        }

        ends.Close(transaction, activity, EventType.ActivityTaskCanceled, (e, startedEventId) => e.ActivityTaskCanceledEventAttributes = new()
        {
            Details = details,
            LatestCancelRequestedEventId = activity.CancelRequestedEventId,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            WorkerVersion = version,
        });
    });

    /// <inheritdoc/>
    public Task<HeartbeatAnswer> RecordHeartbeatAsync(ActivityReference reference, Payloads? details, string identity) => run.Change(transaction =>
    {
        if (details?.CalculateSize() > transaction.Limits.MaxPayloadBytes)
        {
            ends.Fail(transaction, Find(transaction, reference), Failures.HeartbeatTooLarge(), identity, heartbeat: null);
            return new HeartbeatAnswer(CancelRequested: true, Paused: false, Reset: false);
        }

        var activity = Find(transaction, reference);
        pending.Touch(activity);
        return ActivityAttempts.NoteHeartbeat(activity, details, transaction.Now);
    }).WhenDurable();

    /// <summary>The activity that an answer is for: started, unless it is named by its id and may be <paramref name="unstarted"/>.</summary>
    private ActivityState Find(RunTransaction transaction, ActivityReference reference, bool unstarted = false)
    {
        ClientRequests.ThrowIfClosed(transaction);
        if (reference.ActivityId is { } id)
        {
            var byId = pending.Find(id) ?? throw Errors.NotFound($"cannot find pending activity with ActivityID {id}, check workflow execution history for more details");
            return byId.StartedTime is not null || unstarted ? byId : throw Errors.ActivityNotFound();
        }

        var token = reference.Token!;
        return pending.Find(token.ScheduledEventId) is { } activity && ActivityAttempts.IsRunning(activity, token) ? activity : throw Errors.ActivityNotFound();
    }
}
