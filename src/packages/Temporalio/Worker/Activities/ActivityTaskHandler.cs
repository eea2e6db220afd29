using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Client.Rpc;
using Temporalio.Client.Starting;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Tasks;
using Priority = Temporalio.Common.Priority;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Worker.Activities;

/// <summary>Runs activities and tells the service how they ended.</summary>
internal sealed partial class ActivityTaskHandler
{
    private readonly WorkerSettings _settings;
    private readonly Dictionary<string, ActivityDefinition> _definitions;
    private readonly ActivityDefinition? _dynamic;

    public ActivityTaskHandler(WorkerSettings settings)
    {
        _settings = settings;
        _dynamic = settings.Options.Activities.SingleOrDefault(a => a.Dynamic);
        _definitions = settings.Options.Activities.Where(a => !a.Dynamic).ToDictionary(a => a.Name!);
    }

    public RunningActivities Running { get; } = new();

    public async Task HandleAsync(PollActivityTaskQueueResponse task)
    {
        try
        {
            await RunAsync(task).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            Log.TooLate(_settings.Logger, task.ActivityType.Name, task.ActivityId, task.WorkflowExecution?.WorkflowId);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.NotReported(_settings.Logger, e, task.ActivityType.Name, task.ActivityId, task.WorkflowExecution?.WorkflowId);
        }
    }

    private async Task RunAsync(PollActivityTaskQueueResponse task)
    {
        using var running = new RunningActivity();
        var info = InfoOf(task);
        var heartbeats = new HeartbeatSender(
            task.TaskToken, HeartbeatSender.IntervalOf(info.HeartbeatTimeout, _settings.Options), running, _settings, TimeProvider.System);
        await using (heartbeats.ConfigureAwait(false))
        {
            var logger = new Lazy<ILogger>(() => new ActivityLogger(_settings.LoggerFactory.CreateLogger($"Temporalio.Activity:{info.ActivityType}"), info));
            running.Context = new(
                info,
                () => logger.Value,
                _settings.DataConverter.PayloadConverter,
                _settings.Client,
                heartbeats.Record,
                running.CancellationToken,
                Running.ShutdownToken);
            Running.Add(running);
            try
            {
                await AnswerAsync(task, info, running, heartbeats).ConfigureAwait(false);
            }
            finally
            {
                Running.Remove(running);
            }
        }
    }

    private async Task AnswerAsync(PollActivityTaskQueueResponse task, ActivityInfo info, RunningActivity running, HeartbeatSender heartbeats)
    {
        Payloads? result;
        try
        {
            result = await InvokeAsync(task, info, running).ConfigureAwait(false);
        }
        catch (CompleteAsyncException)
        {
            // Someone else will tell the service. The last heartbeat must not be lost, or the activity may time out.
            await heartbeats.FlushAsync().ConfigureAwait(false);
            return;
        }
        catch (Exception e) when (running.Reason is ActivityCancelReason.CancelRequested && TemporalException.IsCanceledException(e))
        {
            await heartbeats.StopAsync().ConfigureAwait(false);
            await SendAsync(
                "RespondActivityTaskCanceled",
                new RespondActivityTaskCanceledRequest
                {
                    TaskToken = task.TaskToken,
                    Namespace = _settings.Namespace,
                    Identity = _settings.Identity,
                    Details = await CanceledDetailsAsync(e).ConfigureAwait(false),
                },
                RespondActivityTaskCanceledResponse.Parser).ConfigureAwait(false);
            return;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await FailAsync(task, e, running, await heartbeats.StopAsync().ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        await heartbeats.StopAsync().ConfigureAwait(false);
        try
        {
            await SendAsync(
                "RespondActivityTaskCompleted",
                new RespondActivityTaskCompletedRequest
                {
                    TaskToken = task.TaskToken,
                    Namespace = _settings.Namespace,
                    Identity = _settings.Identity,
                    Result = result,
                },
                RespondActivityTaskCompletedResponse.Parser).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.IsTooLarge)
        {
            // Unless it is told, the service waits for the activity until that times out.
            await FailAsync(task, new ApplicationFailureException($"The result is too large: {e.Message}", errorType: "PayloadsTooLarge"), running, null)
                .ConfigureAwait(false);
        }
    }

    private async Task<Payloads?> InvokeAsync(PollActivityTaskQueueResponse task, ActivityInfo info, RunningActivity running)
    {
        var definition = _definitions.GetValueOrDefault(info.ActivityType) ?? _dynamic ?? throw new ApplicationFailureException(
            $"Activity {info.ActivityType} is not registered on this worker, available activities: {string.Join(", ", _definitions.Keys.Order(StringComparer.Ordinal))}",
            errorType: "NotFoundError");
        var args = await DecodeAsync(definition, task.Input).ConfigureAwait(false);
        using var overdue = TimeLimit(info, running);
        running.Context!.Enter();

        // A thread of its own from the pool: activities may block.
        var result = await definition.InvokeAsync(args).ConfigureAwait(false);
        return Common.Invocation.ResultType(definition.ReturnType) == typeof(void)
            ? await _settings.DataConverter.ToInputAsync([null]).ConfigureAwait(false)
            : await _settings.DataConverter.ToInputAsync([result]).ConfigureAwait(false);
    }

    /// <summary>Stops an attempt that the service has given up already.</summary>
    private static Timer? TimeLimit(ActivityInfo info, RunningActivity running) => info.StartToCloseTimeout is { } limit && limit.TotalMilliseconds < uint.MaxValue - 1
        ? new(_ => running.Cancel(ActivityCancelReason.Timeout), null, limit, Timeout.InfiniteTimeSpan)
        : null;

    private async Task<object?[]> DecodeAsync(ActivityDefinition definition, Payloads? input)
    {
        IReadOnlyCollection<Payload> payloads = input?.Payloads_ ?? [];
        try
        {
            if (_settings.DataConverter.PayloadCodec is { } codec && payloads.Count > 0)
            {
                payloads = await codec.DecodeAsync(payloads).ConfigureAwait(false);
            }

            if (definition.Dynamic)
            {
                return [payloads.Select(p => (IRawValue)new RawValue(p)).ToArray()];
            }

            if (payloads.Count < definition.RequiredParameterCount)
            {
                throw new ArgumentException($"Expected at least {definition.RequiredParameterCount} arguments, got {payloads.Count}.");
            }

            return [.. payloads.Zip(definition.ParameterTypes, _settings.DataConverter.PayloadConverter.ToValue)];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ApplicationFailureException($"Failed decoding arguments of activity {definition.Name}: {e.Message}", e);
        }
    }

    private async Task FailAsync(PollActivityTaskQueueResponse task, Exception e, RunningActivity running, Payloads? lastHeartbeat)
    {
        var benign = e is ApplicationFailureException { Category: Api.Enums.V1.ApplicationErrorCategory.Benign };
        Log.Failed(
            _settings.Logger, benign ? LogLevel.Debug : LogLevel.Warning, e, task.ActivityType.Name, task.ActivityId, task.Attempt, task.WorkflowExecution?.WorkflowId);
        await SendAsync(
            "RespondActivityTaskFailed",
            new RespondActivityTaskFailedRequest
            {
                TaskToken = task.TaskToken,
                Namespace = _settings.Namespace,
                Identity = _settings.Identity,
                Failure = await FailureOfAsync(e, running).ConfigureAwait(false),
                LastHeartbeatDetails = lastHeartbeat,
            },
            RespondActivityTaskFailedResponse.Parser).ConfigureAwait(false);
    }

    private async Task<Failure> FailureOfAsync(Exception e, RunningActivity running)
    {
        // An attempt that stops with its worker has to be tried again elsewhere, so it must not look cancelled.
        var reported = running.Reason switch
        {
            ActivityCancelReason.WorkerShutdown when TemporalException.IsCanceledException(e) =>
                new ApplicationFailureException("Worker is shutting down and this activity did not complete in time", e, errorType: "WorkerShutdown"),
            ActivityCancelReason.HeartbeatRecordFailure when e is OperationCanceledException => running.HeartbeatFailure ?? e,
            _ => e,
        };
        try
        {
            return await _settings.DataConverter.ToFailureAsync(reported).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return new() { Message = $"Failed building activity failure: {broken.Message}, original: {e.Message}", ApplicationFailureInfo = new() };
        }
    }

    private async Task<Payloads?> CanceledDetailsAsync(Exception e) => e is CanceledFailureException { Details: OutboundFailureDetails details }
        ? await _settings.DataConverter.ToInputAsync(details.Details).ConfigureAwait(false)
        : null;

    private Task<T> SendAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T> => _settings.Service.InvokeRpcAsync(method, request, parser, (RpcOptions?)null, RpcPolicy.Answer);

    private ActivityInfo InfoOf(PollActivityTaskQueueResponse task) => new(
        ActivityId: task.ActivityId,
        ActivityType: task.ActivityType.Name,
        Attempt: task.Attempt,
        CurrentAttemptScheduledTime: task.CurrentAttemptScheduledTime?.ToDateTime() ?? default,
        DataConverter: _settings.DataConverter,
        HeartbeatDetails: task.HeartbeatDetails?.Payloads_ ?? [],
        HeartbeatTimeout: NullIfZero(task.HeartbeatTimeout),
        IsLocal: false,
        Namespace: _settings.Namespace,
        Priority: Priority.FromProto(task.Priority),
        RetryPolicy: RetryPolicy.FromProto(task.RetryPolicy),
        ScheduleToCloseTimeout: NullIfZero(task.ScheduleToCloseTimeout),
        ScheduledTime: task.ScheduledTime?.ToDateTime() ?? default,
        StartToCloseTimeout: NullIfZero(task.StartToCloseTimeout),
        StartedTime: task.StartedTime?.ToDateTime() ?? default,
        TaskQueue: _settings.TaskQueue,
        TaskToken: task.TaskToken.ToByteArray(),
        WorkflowId: task.WorkflowExecution?.WorkflowId,
        WorkflowNamespace: task.WorkflowNamespace,
        WorkflowRunId: task.WorkflowExecution?.RunId,
        WorkflowType: task.WorkflowType?.Name);

    private static TimeSpan? NullIfZero(Google.Protobuf.WellKnownTypes.Duration? duration) =>
        duration is null or { Seconds: 0, Nanos: 0 } ? null : duration.ToTimeSpan();

    private static partial class Log
    {
        [LoggerMessage("Activity {Activity} {ActivityId} failed at attempt {Attempt} for workflow {WorkflowId}")]
        public static partial void Failed(
            ILogger logger, LogLevel level, Exception exception, string activity, string activityId, int attempt, string? workflowId);

        [LoggerMessage(LogLevel.Debug, "Activity {Activity} {ActivityId} of workflow {WorkflowId} ended when the service no longer waited for it")]
        public static partial void TooLate(ILogger logger, string activity, string activityId, string? workflowId);

        [LoggerMessage(LogLevel.Error, "The end of activity {Activity} {ActivityId} of workflow {WorkflowId} could not be reported")]
        public static partial void NotReported(ILogger logger, Exception exception, string activity, string activityId, string? workflowId);
    }
}
