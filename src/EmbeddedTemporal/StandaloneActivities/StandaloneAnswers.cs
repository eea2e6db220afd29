using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Takes the answers of workers about a standalone activity.</summary>
internal sealed class StandaloneAnswers(StandaloneActivity activity, ServiceLimits limits) : IActivityAnswers
{
    /// <inheritdoc/>
    public void RequeueUndelivered(TaskToken token) => _ = activity.Change((state, _) =>
    {
        if (state.IsOpen() && ActivityAttempts.IsRunning(state.Activity, token) && !ActivityAttempts.IsLast(state.Activity))
        {
            ActivityAttempts.TakeBack(state.Activity);
        }
    });

    /// <inheritdoc/>
    public Task CompleteAsync(ActivityReference reference, Payloads? result, string identity, WorkerVersionStamp? version) => activity.Change((state, now) =>
    {
        ThrowIfNotRunning(state, reference);
        if (IsTooLarge(result))
        {
            ActivityTransitions.Fail(state, Failures.OfService("Complete result exceeds size limit.", nonRetryable: true), heartbeat: null, now);
            return;
        }

        ActivityTransitions.Complete(state, result, identity, now);
    });

    /// <inheritdoc/>
    public Task<Failure[]> FailAsync(ActivityReference reference, Failure? failure, string identity, Payloads? heartbeat) => activity.Change<Failure[]>((state, now) =>
    {
        ThrowIfNotRunning(state, reference);
        state.Activity.LastWorkerIdentity = identity;
        var tooLarge = IsTooLarge(heartbeat);
        ActivityTransitions.Fail(state, Failures.Bounded(failure ?? new Failure(), limits.MaxPayloadBytes), tooLarge ? null : heartbeat, now);
        return tooLarge ? [Failures.HeartbeatTooLarge()] : [];
    }).WhenDurable();

    /// <inheritdoc/>
    public Task CancelAsync(ActivityReference reference, Payloads? details, string identity, WorkerVersionStamp? version) => activity.Change((state, now) =>
    {
        ThrowIfNotRunning(state, reference);
        if (IsTooLarge(details))
        {
            ActivityTransitions.Fail(state, Failures.OfService("Cancel details exceed size limit.", nonRetryable: true), heartbeat: null, now);
            return;
        }

        ActivityTransitions.Cancel(state, details, now);
    });

    /// <inheritdoc/>
    public Task<HeartbeatAnswer> RecordHeartbeatAsync(ActivityReference reference, Payloads? details, string identity) => activity.Change((state, now) =>
    {
        ThrowIfNotRunning(state, reference);
        if (IsTooLarge(details))
        {
            ActivityTransitions.Fail(state, Failures.HeartbeatTooLarge(), heartbeat: null, now);
            return new HeartbeatAnswer(CancelRequested: true, Paused: false, Reset: false);
        }

        state.Heartbeats++;
        return ActivityAttempts.NoteHeartbeat(state.Activity, details, now);
    }).WhenDurable();

    private bool IsTooLarge(Payloads? payloads) => payloads?.CalculateSize() > limits.MaxPayloadBytes;

    private static void ThrowIfNotRunning(StandaloneActivityState state, ActivityReference reference)
    {
        if (!state.IsOpen() || !(reference.Token is { } token ? ActivityAttempts.IsRunning(state.Activity, token) : state.Activity.StartedTime is not null))
        {
            throw Errors.ActivityNotFound();
        }
    }
}
