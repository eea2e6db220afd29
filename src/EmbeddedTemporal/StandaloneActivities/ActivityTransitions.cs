using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>The changes of the state of a standalone activity.</summary>
internal static class ActivityTransitions
{
    /// <summary>Whether it has not ended.</summary>
    public static bool IsOpen(this StandaloneActivityState state) => state.Status == ActivityExecutionStatus.Running;

    public static bool IsCancelRequested(this StandaloneActivityState state) => state.Activity.CancelRequestedEventId > 0;

    /// <summary>A worker has completed it.</summary>
    public static void Complete(StandaloneActivityState state, Payloads? result, string identity, Timestamp now)
    {
        state.Result = result ?? new Payloads();
        state.Activity.LastWorkerIdentity = identity;
        Close(state, ActivityExecutionStatus.Completed, now);
    }

    /// <summary>An attempt has failed: another one follows, or the activity has failed.</summary>
    public static void Fail(StandaloneActivityState state, Failure failure, Payloads? heartbeat, Timestamp now)
    {
        var activity = state.Activity;
        activity.HeartbeatDetails = heartbeat ?? activity.HeartbeatDetails;
        var retry = ActivityRetry.After(activity, failure, now.ToDateTimeOffset(), runExpiration: null);
        if (retry.Next is { } next)
        {
            ActivityAttempts.ScheduleNext(activity, failure, next, now);
            return;
        }

        activity.LastFailure = failure;
        Close(state, ActivityExecutionStatus.Failed, failure, now, retry.State);
    }

    /// <summary>An attempt, or the whole activity, has timed out.</summary>
    public static void TimeOut(StandaloneActivityState state, TimeoutType type, Timestamp now)
    {
        var activity = state.Activity;
        var (retry, failure) = ActivityTimeout.Decide(activity, type, now.ToDateTimeOffset(), runExpiration: null);
        if (retry.Next is { } next)
        {
            ActivityAttempts.ScheduleNext(activity, failure, next, now);
            return;
        }

        activity.LastFailure = type is TimeoutType.StartToClose or TimeoutType.Heartbeat ? failure : activity.LastFailure;
        Close(state, ActivityExecutionStatus.TimedOut, failure, now, retry.State);
    }

    /// <summary>A worker has stopped it because cancellation was requested.</summary>
    /// <exception cref="RpcException">It was not.</exception>
    public static void Cancel(StandaloneActivityState state, Payloads? details, Timestamp now)
    {
        if (!state.IsCancelRequested())
        {
            throw Errors.CancelNotRequested();
        }

        Close(state, ActivityExecutionStatus.Canceled, new Failure { Message = "Activity canceled", Source = "Server", CanceledFailureInfo = new CanceledFailureInfo { Details = details } }, now);
    }

    /// <summary>A client asks for cancellation. The worker that has the activity is told with its next heartbeat; if none has it, it ends.</summary>
    /// <exception cref="RpcException">Another request has asked for it, or it has ended.</exception>
    public static void RequestCancel(StandaloneActivityState state, RequestCancelActivityExecutionRequest request, Timestamp now)
    {
        ThrowIfClosed(state);
        if (state.IsCancelRequested())
        {
            if (state.CancelRequestId != request.RequestId || request.RequestId.Length == 0)
            {
                throw Errors.Refusal(StatusCode.FailedPrecondition, $"cancellation already requested with request ID {state.CancelRequestId}");
            }

            return;
        }

        state.Activity.CancelRequestedEventId = 1;
        (state.CancelRequestId, state.CancelReason) = (request.RequestId, request.Reason);
        if (state.Activity.StartedTime is null)
        {
            Cancel(state, new Payloads { Payloads_ = { JsonPayload.From(request.Reason) } }, now);
        }
    }

    /// <summary>A client ends it. Asking again with the same request id changes nothing.</summary>
    /// <exception cref="RpcException">It has ended already.</exception>
    public static void Terminate(StandaloneActivityState state, TerminateActivityExecutionRequest request, Timestamp now)
    {
        if (state.Status == ActivityExecutionStatus.Terminated)
        {
            if (state.TerminateRequestId != request.RequestId || request.RequestId.Length == 0)
            {
                throw Errors.Refusal(StatusCode.FailedPrecondition, $"already terminated with request ID {state.TerminateRequestId}");
            }

            return;
        }

        ThrowIfClosed(state);
        state.TerminateRequestId = request.RequestId;
        Close(state, ActivityExecutionStatus.Terminated, new Failure { Message = request.Reason, Source = "Server", TerminatedFailureInfo = new TerminatedFailureInfo() }, now);
    }

    /// <exception cref="RpcException">It has ended.</exception>
    public static void ThrowIfClosed(StandaloneActivityState state)
    {
        if (!state.IsOpen())
        {
            throw ActivityErrors.AlreadyClosed();
        }
    }

    private static void Close(StandaloneActivityState state, ActivityExecutionStatus status, Failure failure, Timestamp now, RetryState retryState = RetryState.Unspecified)
    {
        (state.Failure, state.RetryState) = (failure, retryState);
        Close(state, status, now);
    }

    private static void Close(StandaloneActivityState state, ActivityExecutionStatus status, Timestamp now)
    {
        state.Status = status;
        state.CloseTime = now;
        if (state.Activity.StartedTime is not null)
        {
            state.Activity.LastAttemptCompleteTime = now;
            ActivityAttempts.TakeBack(state.Activity);
        }
    }
}
