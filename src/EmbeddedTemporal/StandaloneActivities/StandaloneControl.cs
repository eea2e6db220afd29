using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Activity.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Pauses, unpauses and resets a standalone activity, and changes its options, as operators ask.</summary>
internal sealed class StandaloneControl(StandaloneActivity activity, ServiceLimits limits)
{
    /// <inheritdoc cref="ActivityOperations.Pause"/>
    public Task PauseAsync(string identity, string reason, string requestId) => ChangeAsync((state, now) =>
    {
        ActivityOperations.Pause(state, identity, reason, requestId, now);
        return true;
    });

    /// <inheritdoc cref="ActivityOperations.Unpause"/>
    public Task UnpauseAsync(Duration? jitter) => ChangeAsync((state, now) =>
    {
        if (state.Pause is not null)
        {
            ActivityOperations.Unpause(state, resetsAttempts: false, resetsHeartbeat: false, jitter, now.ToDateTimeOffset());
        }

        return true;
    });

    /// <inheritdoc cref="ActivityOperations.Reset"/>
    public Task ResetAsync(ActivityResetOptions options) => ChangeAsync((state, now) =>
    {
        ActivityOperations.Reset(state, activity.Start.Scheduled, options, now.ToDateTimeOffset());
        return true;
    });

    /// <inheritdoc cref="ActivityOperations.UpdateOptions"/>
    public Task<ActivityOptions> UpdateOptionsAsync(ActivityOptions? options, FieldMask? mask, bool restoresOriginal) => ChangeAsync((state, now) =>
        ActivityOperations.UpdateOptions(state, activity.Start.Scheduled, options, mask, restoresOriginal, limits, now.ToDateTimeOffset()));

    /// <exception cref="RpcException">The activity has ended.</exception>
    private Task<T> ChangeAsync<T>(Func<ActivityState, Timestamp, T> change) => activity.Change((state, now) =>
    {
        ActivityTransitions.ThrowIfClosed(state);
        return change(state.Activity, now);
    }).WhenDurable();
}
