using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Conformance.Scenarios;

/// <summary>The options of all activities; as in workflows.js.</summary>
internal static class Scenario
{
    public static ActivityOptions Options => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        HeartbeatTimeout = TimeSpan.FromSeconds(5),
        RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(50), BackoffCoefficient = 1, MaximumAttempts = 5 },
    };
}

/// <summary>Says hello without an activity.</summary>
[Workflow("hello")]
public class HelloWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(string name) => Task.FromResult($"Hello, {name}!");
}

/// <summary>Says hello through an activity.</summary>
[Workflow("helloActivity")]
public class HelloActivityWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(string name) => Workflow.ExecuteActivityAsync(() => ScenarioActivities.GreetAsync(name), Scenario.Options);
}

/// <summary>Needs an activity that succeeds at its third attempt.</summary>
[Workflow("retries")]
public class RetriesWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync() => Workflow.ExecuteActivityAsync(() => ScenarioActivities.FailUntil(3), Scenario.Options);
}

/// <summary>Sleeps, and says for how long.</summary>
[Workflow("timer")]
public class TimerWorkflow
{
    [WorkflowRun]
    public async Task<double> RunAsync(int milliseconds)
    {
        var before = Workflow.UtcNow;
        await Workflow.DelayAsync(milliseconds);
        return Math.Ceiling((Workflow.UtcNow - before).TotalMilliseconds);
    }
}

/// <summary>Adds up what is signalled until it has at least the amount, and tells the sum when asked.</summary>
[Workflow("sum")]
public class SumWorkflow
{
    private int _sum;

    [WorkflowRun]
    public async Task<int> RunAsync(int amount)
    {
        await Workflow.WaitConditionAsync(() => _sum >= amount);
        return _sum;
    }

    [WorkflowSignal("add")]
    public Task AddAsync(int number)
    {
        _sum += number;
        return Task.CompletedTask;
    }

    [WorkflowQuery("total")]
    public int Total() => _sum;
}

/// <summary>Waits for ever; when it is cancelled, it cleans up through an activity first.</summary>
[Workflow("cancellable")]
public class CancellableWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        try
        {
            await Workflow.DelayAsync(TimeSpan.FromDays(1));
            return "not cancelled";
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e))
        {
            var detached = Scenario.Options;
            detached.CancellationToken = CancellationToken.None;
            await Workflow.ExecuteActivityAsync(() => ScenarioActivities.GreetAsync("clean-up"), detached);
            throw;
        }
    }
}

/// <summary>Needs an activity that hangs without a heartbeat once, and resumes from its last heartbeat.</summary>
[Workflow("heartbeats")]
public class HeartbeatsWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync() => Workflow.ExecuteActivityAsync(() => ScenarioActivities.HeartbeatThenHangAsync(), Scenario.Options);
}

/// <summary>Many small steps, so that something is always in flight.</summary>
[Workflow("busy")]
public class BusyWorkflow
{
    [WorkflowRun]
    public async Task<int> RunAsync(int steps)
    {
        var greetings = 0;
        for (var step = 0; step < steps; step++)
        {
            await Workflow.ExecuteActivityAsync(() => ScenarioActivities.GreetAsync($"step {step}"), Scenario.Options);
            await Workflow.DelayAsync(5);
            greetings++;
        }

        return greetings;
    }
}

/// <summary>Leaves a history of so many times 2 MB, and tells how often when asked.</summary>
[Workflow("large")]
public class LargeWorkflow
{
    private const int Bytes = 1024 * 1024;
    private int _done;

    [WorkflowRun]
    public async Task<int> RunAsync(int steps)
    {
        for (; _done < steps; _done++)
        {
            await Workflow.ExecuteActivityAsync(() => ScenarioActivities.GreetAsync(new string('x', Bytes)), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) });
        }

        return _done;
    }

    [WorkflowQuery("total")]
    public int Total() => _done;
}

/// <summary>Adds 5 to a sum, cancels another workflow, and says what becomes of a signal to nobody.</summary>
[Workflow("courier")]
public class CourierWorkflow
{
    [WorkflowRun]
    public async Task<string> RunAsync(string sumId, string cancellableId)
    {
        await Workflow.GetExternalWorkflowHandle<SumWorkflow>(sumId).SignalAsync(w => w.AddAsync(5));
        await Workflow.GetExternalWorkflowHandle(cancellableId).CancelAsync();
        try
        {
            await Workflow.GetExternalWorkflowHandle<SumWorkflow>("nobody").SignalAsync(w => w.AddAsync(5));
            return "somebody";
        }
        catch (ApplicationFailureException e)
        {
            return e.Message;
        }
    }
}
