using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Testing;

/// <summary>Runs activities in tests, without a worker.</summary>
public record ActivityEnvironment
{
    /// <summary>What an activity knows of itself unless the test says otherwise.</summary>
    public static readonly ActivityInfo DefaultInfo = new(
        ActivityId: "test",
        ActivityType: "unknown",
        Attempt: 1,
        CurrentAttemptScheduledTime: DateTime.UnixEpoch,
        DataConverter: DataConverter.Default,
        HeartbeatDetails: [],
        HeartbeatTimeout: null,
        IsLocal: false,
        Namespace: "default",
        Priority: Priority.Default,
        RetryPolicy: null,
        ScheduleToCloseTimeout: TimeSpan.FromSeconds(1),
        ScheduledTime: DateTime.UnixEpoch,
        StartToCloseTimeout: TimeSpan.FromSeconds(1),
        StartedTime: DateTime.UnixEpoch,
        TaskQueue: "test",
        TaskToken: "test"u8.ToArray(),
        WorkflowId: "test",
        WorkflowNamespace: "default",
        WorkflowRunId: "test-run",
        WorkflowType: "test");

    private ActivityExecutionContext? _running;

    /// <summary>What the activity knows of itself.</summary>
    public ActivityInfo Info { get; init; } = DefaultInfo;

    /// <summary>Where it logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Turns values into payloads and back.</summary>
    public IPayloadConverter PayloadConverter { get; init; } = DataConverter.Default.PayloadConverter;

    /// <summary>The worker's client, if the activity uses it.</summary>
    public ITemporalClient? TemporalClient { get; init; }

    /// <summary>Why it is cancelled.</summary>
    public ActivityCancelReason CancelReason { get; set; }

    /// <summary>Why it is cancelled, in full.</summary>
    public ActivityCancellationDetails? CancellationDetails { get; set; }

    /// <summary>Cancels it.</summary>
    public CancellationTokenSource CancellationTokenSource { get; init; } = new();

    /// <summary>Tells it that the worker stops.</summary>
    public CancellationTokenSource WorkerShutdownTokenSource { get; init; } = new();

    /// <summary>Gets its heartbeats.</summary>
    public Action<object?[]> Heartbeater { get; init; } = _ => { };

    /// <summary>Runs an activity.</summary>
    public Task RunAsync(Action activity) => RunAsync(() =>
    {
        activity();
        return Task.FromResult(0);
    });

    /// <summary>Runs an activity.</summary>
    public Task<T> RunAsync<T>(Func<T> activity) => RunAsync(() => Task.FromResult(activity()));

    /// <summary>Runs an activity.</summary>
    public Task RunAsync(Func<Task> activity) => RunAsync(async () =>
    {
        await activity().ConfigureAwait(false);
        return 0;
    });

    /// <summary>Runs an activity.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        _running = new(
            Info, () => Logger, PayloadConverter, TemporalClient, Heartbeater, CancellationTokenSource.Token, WorkerShutdownTokenSource.Token)
        {
            CancelReason = CancelReason,
            CancellationDetails = CancellationDetails,
        };
        _running.Enter();
        return await activity().ConfigureAwait(false);
    }

    /// <summary>Cancels it as its workflow would.</summary>
    public void Cancel() => Cancel(ActivityCancelReason.CancelRequested);

    /// <summary>Cancels it for a reason.</summary>
    public void Cancel(ActivityCancelReason reason) => Cancel(reason, ActivityCancellationDetails.Of(reason));

    /// <summary>Cancels it for a reason.</summary>
    public void Cancel(ActivityCancelReason reason, ActivityCancellationDetails details)
    {
        (CancelReason, CancellationDetails) = (reason, details);
        if (_running is { } running)
        {
            (running.CancelReason, running.CancellationDetails) = (reason, details);
        }

        CancellationTokenSource.Cancel();
    }
}
