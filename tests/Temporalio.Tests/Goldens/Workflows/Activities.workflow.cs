using Temporalio.Activities;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Goldens.Workflows;

/// <summary>The names of the recorded activities. They do not run here: their ends are in the recordings.</summary>
public static class RecordedActivities
{
    public static ActivityOptions Short => new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) };

    public static RetryPolicy Once => new() { MaximumAttempts = 1 };

    public static Task<string> CallAsync(string activity, ActivityOptions options, params object?[] args) =>
        Workflow.ExecuteActivityAsync<string>(activity, args, options);

    [Activity("greet")]
    public static string Greet(string name) => $"Hello, {name}!";
}

[Workflow]
public class Hello
{
    [WorkflowRun]
    public Task<string> RunAsync(string name) => Task.FromResult($"Hello, {name}!");
}

[Workflow]
public class HelloActivity
{
    [WorkflowRun]
    public Task<string> RunAsync(string name) => RecordedActivities.CallAsync("greet", RecordedActivities.Short, name);
}

[Workflow]
public class Retries
{
    [WorkflowRun]
    public Task<string> RunAsync(string kind)
    {
        var options = RecordedActivities.Short;
        options.RetryPolicy = new()
        {
            InitialInterval = TimeSpan.FromMilliseconds(200),
            BackoffCoefficient = 2,
            MaximumInterval = TimeSpan.FromSeconds(1),
            MaximumAttempts = kind == "exhausted" ? 2 : 4,
            NonRetryableErrorTypes = kind == "listed" ? ["Flaky"] : null,
        };
        return kind switch
        {
            "succeeds" => RecordedActivities.CallAsync("fail_until", options, 3),
            "exhausted" or "listed" => RecordedActivities.CallAsync("fail_until", options, 9),
            "fatal" => RecordedActivities.CallAsync("fail_fatally", options),
            "delay" => RecordedActivities.CallAsync("fail_with_delay", options),
            _ => RecordedActivities.CallAsync(
                "fail_until",
                new()
                {
                    ScheduleToCloseTimeout = TimeSpan.FromSeconds(1),
                    RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(400), BackoffCoefficient = 2 },
                },
                99),
        };
    }
}

[Workflow]
public class LongBackoff
{
    [WorkflowRun]
    public Task<string> RunAsync() => RecordedActivities.CallAsync(
        "fail_until",
        new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(5),
            HeartbeatTimeout = TimeSpan.FromSeconds(3),
            RetryPolicy = new() { InitialInterval = TimeSpan.FromSeconds(2) },
        },
        2);
}

[Workflow]
public class Timeouts
{
    private static readonly RetryPolicy _quick = new() { InitialInterval = TimeSpan.FromMilliseconds(100) };

    [WorkflowRun]
    public Task<string> RunAsync(string kind) => kind switch
    {
        "start_to_close" => RecordedActivities.CallAsync(
            "slow", new() { StartToCloseTimeout = TimeSpan.FromSeconds(1), RetryPolicy = RecordedActivities.Once }, 30),
        "start_to_close_retried" => RecordedActivities.CallAsync(
            "slow", new() { StartToCloseTimeout = TimeSpan.FromSeconds(1), RetryPolicy = _quick with { MaximumAttempts = 2 } }, 30),
        "schedule_to_start" => RecordedActivities.CallAsync(
            "greet",
            new() { TaskQueue = "golden-nobody-polls-here", ScheduleToStartTimeout = TimeSpan.FromSeconds(1), StartToCloseTimeout = TimeSpan.FromSeconds(9) },
            "x"),
        "schedule_to_close" => RecordedActivities.CallAsync("slow", new() { ScheduleToCloseTimeout = TimeSpan.FromSeconds(1) }, 30),
        "heartbeat" => RecordedActivities.CallAsync(
            "slow",
            new() { StartToCloseTimeout = TimeSpan.FromSeconds(60), HeartbeatTimeout = TimeSpan.FromSeconds(1), RetryPolicy = RecordedActivities.Once },
            30),
        _ => RecordedActivities.CallAsync(
            "beat_then_hang",
            new() { StartToCloseTimeout = TimeSpan.FromSeconds(60), HeartbeatTimeout = TimeSpan.FromSeconds(1), RetryPolicy = _quick }),
    };
}

[Workflow]
public class CancelActivity
{
    [WorkflowRun]
    public async Task<string> RunAsync(string kind)
    {
        using var cancel = new CancellationTokenSource();
        var cancellation = kind.Split('_')[0] switch
        {
            "try" => ActivityCancellationType.TryCancel,
            "wait" => ActivityCancellationType.WaitCancellationCompleted,
            _ => ActivityCancellationType.Abandon,
        };
        var running = kind.EndsWith("unstarted", StringComparison.Ordinal)
            ? RecordedActivities.CallAsync(
                "greet",
                new()
                {
                    TaskQueue = "golden-nobody-polls-here",
                    ScheduleToCloseTimeout = TimeSpan.FromSeconds(60),
                    CancellationType = cancellation,
                    CancellationToken = cancel.Token,
                },
                "x")
            : RecordedActivities.CallAsync(
                "beat_until_cancelled",
                new()
                {
                    StartToCloseTimeout = TimeSpan.FromSeconds(60),
                    HeartbeatTimeout = TimeSpan.FromSeconds(2),
                    CancellationType = cancellation,
                    CancellationToken = cancel.Token,
                });
        await Workflow.DelayAsync(500);
        cancel.Cancel();
        try
        {
            await running;
            return "completed";
        }
        catch (ActivityFailureException e)
        {
            return e.InnerException is CanceledFailureException ? "CancelledError" : $"{e.InnerException?.GetType().Name}";
        }
    }
}

[Workflow]
public class Elsewhere
{
    [WorkflowRun]
    public Task<string> RunAsync() => RecordedActivities.CallAsync(
        "complete_elsewhere",
        new()
        {
            ActivityId = "theirs",
            StartToCloseTimeout = TimeSpan.FromSeconds(20),
            HeartbeatTimeout = TimeSpan.FromSeconds(10),
            RetryPolicy = RecordedActivities.Once,
        });
}
