using Temporalio.Activities;
using Temporalio.Common;
using Temporalio.Workflows;

namespace Conformance.Operations;

/// <summary>Runs an activity that an operator pauses or resets.</summary>
[Workflow("operated")]
public class OperatedWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync() => Workflow.ExecuteActivityAsync((OperatedActivity a) => a.LoopAsync(), new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(1),
        HeartbeatTimeout = TimeSpan.FromSeconds(2),
        RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(50) },
    });
}

/// <summary>The first attempt goes on until it is told to stop; the next one says what the first has left.</summary>
public sealed class OperatedActivity
{
    /// <summary>Ends when the first attempt runs.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why the first attempt was told to stop.</summary>
    public TaskCompletionSource<ActivityCancelReason> Reason { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Activity]
    public async Task<string> LoopAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (!Reached.TrySetResult())
        {
            return $"attempt {context.Info.Attempt} after {(context.Info.HeartbeatDetails.Count > 0 ? await context.Info.HeartbeatDetailAtAsync<string>(0) : "nothing")}";
        }

        while (!context.CancellationToken.IsCancellationRequested)
        {
            context.Heartbeat("half");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }

        Reason.SetResult(context.CancelReason);
        context.CancellationToken.ThrowIfCancellationRequested();
        return "never";
    }
}

/// <summary>A workflow whose code stays with the version of its worker.</summary>
[Workflow("versioned", VersioningBehavior = VersioningBehavior.Pinned)]
public class PinnedWorkflow : IVersioned
{
    private bool _ends;

    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _ends);
        return $"ended by {Workflow.CurrentDeploymentVersion!.BuildId}";
    }

    [WorkflowSignal]
    public Task EndAsync()
    {
        _ends = true;
        return Task.CompletedTask;
    }
}

/// <summary>The same workflow, whose code goes on with the current version.</summary>
[Workflow("versioned", VersioningBehavior = VersioningBehavior.AutoUpgrade)]
public class UpgradingWorkflow : IVersioned
{
    private bool _ends;

    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _ends);
        return $"ended by {Workflow.CurrentDeploymentVersion!.BuildId}";
    }

    [WorkflowSignal]
    public Task EndAsync()
    {
        _ends = true;
        return Task.CompletedTask;
    }
}

/// <summary>What clients know of both.</summary>
[Workflow("versioned")]
public interface IVersioned
{
    [WorkflowRun]
    Task<string> RunAsync();

    [WorkflowSignal]
    Task EndAsync();
}
