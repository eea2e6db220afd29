using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Conformance.Properties;

/// <summary>Runs a program made at random and gives what each step gave.</summary>
[Workflow]
public class RandomWorkflow
{
    private readonly HashSet<int> _signals = [];

    [WorkflowRun]
    public async Task<List<string>> RunAsync(IReadOnlyList<Step> steps, bool endsInFailure)
    {
        var results = new List<string>();
        foreach (var step in steps)
        {
            results.Add(await RunAsync(step));
        }

        await Partner.CancelAsync();
        return endsInFailure ? throw new ApplicationFailureException(string.Join(";", results), errorType: "Asked") : results;
    }

    [WorkflowSignal]
    public async Task SendAsync(int number)
    {
        await Workflow.DelayAsync(1);
        _signals.Add(number);
    }

    [WorkflowQuery]
    public int SignalCount() => _signals.Count;

    private static ExternalWorkflowHandle<RandomPartner> Partner => Workflow.GetExternalWorkflowHandle<RandomPartner>(RandomPartner.IdOf(Workflow.Info.WorkflowId));

    private async Task<string> RunAsync(Step step)
    {
        switch (step.Kind)
        {
            case StepKinds.Echo:
                return await Workflow.ExecuteActivityAsync(() => RandomActivities.EchoAsync(step.Number), Options());
            case StepKinds.Flaky:
                return await Workflow.ExecuteActivityAsync(() => RandomActivities.Flaky(step.Number), Options());
            case StepKinds.Fatal:
                return await CaughtAsync(Workflow.ExecuteActivityAsync(() => RandomActivities.Fatal(), Options()));
            case StepKinds.Timer:
                await Workflow.DelayAsync(step.Number);
                return "timer";
            case StepKinds.CanceledTimer:
                return await CanceledAsync(token => Workflow.DelayAsync(TimeSpan.FromHours(1), token), step.Number);
            case StepKinds.UnstartedTimer:
                return await CanceledAsync(token => Workflow.DelayAsync(TimeSpan.FromHours(1), token), 0);
            case StepKinds.CanceledActivity:
                return await CanceledAsync(token => Workflow.ExecuteActivityAsync(() => RandomActivities.HangAsync(), Options(token)), step.Number);
            case StepKinds.AbandonedActivity:
                var kind = step.Number % 2 == 0 ? ActivityCancellationType.Abandon : ActivityCancellationType.WaitCancellationCompleted;
                return await CanceledAsync(token => Workflow.ExecuteActivityAsync(() => RandomActivities.HangAsync(), Options(token, kind)), step.Number);
            case StepKinds.Signal:
                await Workflow.WaitConditionAsync(() => _signals.Contains(step.Number));
                return $"signal {step.Number}";
            case StepKinds.SignalInTime:
                return $"signal {step.Number}: {await Workflow.WaitConditionAsync(() => _signals.Contains(step.Number), TimeSpan.FromHours(1))}";
            case StepKinds.NoSignalInTime:
                return $"no signal: {await Workflow.WaitConditionAsync(() => false, TimeSpan.FromMilliseconds(step.Number))}";
            case StepKinds.Letter:
                await Partner.SignalAsync(p => p.PostAsync(step.Number));
                return $"letter {step.Number}";
            case StepKinds.LetterToNobody:
                return await UndeliveredAsync(Workflow.GetExternalWorkflowHandle<RandomPartner>("nobody").SignalAsync(p => p.PostAsync(step.Number)));
            case StepKinds.Patch:
                return $"patched: {Workflow.Patched($"patch-{step.Number % 3}")}";
            case StepKinds.Random:
                // Written to history as an activity's argument, so that another number on replay would show.
                return await Workflow.ExecuteActivityAsync(() => RandomActivities.EchoAsync(Workflow.Random.Next(1, 2)), Options());
            case StepKinds.Parallel:
                return $"[{string.Join(",", await Workflow.WhenAllAsync(step.Children.Select(RunAsync)))}]";
            default:
                throw new InvalidOperationException($"Unknown step {step.Kind}.");
        }
    }

    private static ActivityOptions Options(CancellationToken? token = null, ActivityCancellationType cancellation = ActivityCancellationType.TryCancel) => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(5),
        // How long a run waits for an activity that a dying service had handed to nobody.
        HeartbeatTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(5) },
        CancellationToken = token,
        CancellationType = cancellation,
    };

    private static async Task<string> CaughtAsync(Task<string> activity)
    {
        try
        {
            return await activity;
        }
        catch (ActivityFailureException e) when (e.RetryState == RetryState.NonRetryableFailure)
        {
            return e.InnerException!.Message;
        }
    }

    private static async Task<string> UndeliveredAsync(Task signal)
    {
        try
        {
            await signal;
            return "delivered";
        }
        catch (ApplicationFailureException e)
        {
            return e.ErrorType!;
        }
    }

    private static async Task<string> CanceledAsync(Func<CancellationToken, Task> start, int afterMilliseconds)
    {
        using var cancel = new CancellationTokenSource();
        var started = start(cancel.Token);
        if (afterMilliseconds > 0)
        {
            await Workflow.DelayAsync(afterMilliseconds);
        }

        cancel.Cancel();
        try
        {
            await started;
            return "not cancelled";
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e) || e is ActivityFailureException { InnerException: TimeoutFailureException })
        {
            // An activity that was lost with the service does not hear of its cancellation, and ends by its timeout.
            return "cancelled";
        }
    }
}

/// <summary>The activities of random workflows.</summary>
public static class RandomActivities
{
    [Activity]
    public static async Task<string> EchoAsync(int number)
    {
        await Task.Yield();
        return $"echo {number}";
    }

    [Activity]
    public static string Flaky(int attempts) => ActivityExecutionContext.Current.Info.Attempt < attempts
        ? throw new ApplicationFailureException("not yet")
        : $"attempt {attempts}";

    [Activity]
    public static string Fatal() => throw new ApplicationFailureException("never", nonRetryable: true);

    [Activity]
    public static async Task<string> HangAsync()
    {
        var context = ActivityExecutionContext.Current;
        while (true)
        {
            context.Heartbeat();
            await Task.Delay(10, context.CancellationToken);
        }
    }
}
