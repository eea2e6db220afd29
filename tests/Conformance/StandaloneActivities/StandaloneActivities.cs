using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Conformance.StandaloneActivities;

/// <summary>Activities that clients start without a workflow.</summary>
public sealed class StandaloneActivities
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when an activity waits to be cancelled or to be completed from outside.</summary>
    public Task Waiting => _waiting.Task;

    /// <summary>The token of the last activity that is to be completed from outside.</summary>
    public byte[] Token { get; private set; } = [];

    [Activity]
    public static Task<string> GreetAsync(string name) => Task.FromResult($"Hello, {name}!");

    /// <summary>What an activity knows of itself.</summary>
    [Activity]
    public static Task<string> DescribeAsync()
    {
        var info = ActivityExecutionContext.Current.Info;
        return Task.FromResult($"{info.ActivityType} {info.ActivityId} of {info.Namespace} on {info.TaskQueue}, attempt {info.Attempt}, workflow {info.IsWorkflowActivity} {info.WorkflowId ?? "none"} {info.WorkflowType ?? "none"}");
    }

    /// <summary>Succeeds with its second attempt, which knows what the first one had done.</summary>
    [Activity]
    public static async Task<string> ResumeAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.Attempt == 1)
        {
            context.Heartbeat("half");
            throw new ApplicationFailureException("the first attempt fails");
        }

        return $"attempt {context.Info.Attempt} after {await context.Info.HeartbeatDetailAtAsync<string>(0)}";
    }

    [Activity]
    public static Task FailAsync() => throw new ApplicationFailureException("broken", errorType: "Broken", nonRetryable: true);

    /// <summary>Runs until it is cancelled.</summary>
    [Activity]
    public async Task WaitAsync()
    {
        var context = ActivityExecutionContext.Current;
        _waiting.TrySetResult();
        while (true)
        {
            context.Heartbeat();
            await Task.Delay(50, context.CancellationToken);
        }
    }

    /// <summary>Is completed from outside.</summary>
    [Activity]
    public Task<string> CompleteElsewhereAsync()
    {
        Token = ActivityExecutionContext.Current.Info.TaskToken.ToArray();
        _waiting.TrySetResult();
        throw new CompleteAsyncException();
    }
}
