using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Goldens.Workflows;

[Workflow]
public class Fails
{
    [WorkflowRun]
    public async Task<string> RunAsync(string kind)
    {
        switch (kind)
        {
            case "application":
                throw new ApplicationFailureException(
                    "workflow says no", errorType: "No", nonRetryable: true, details: [new Dictionary<string, int> { ["a"] = 1 }, "two"]);
            case "nested":
                throw new ApplicationFailureException("outer", new ApplicationFailureException("inner", errorType: "Inner"), errorType: "Outer");
            case "activity":
                return await RecordedActivities.CallAsync("fail_fatally", RecordedActivities.Short);
            case "plain_exception":
                throw new ValueError("a bug");
            default:
                await Workflow.DelayAsync(TimeSpan.FromSeconds(60));
                return "?";
        }
    }

    /// <summary>Named as the recorded one is.</summary>
    public class ValueError(string message) : Exception(message);
}

/// <summary>In the recording its first try took longer than its task may.</summary>
[Workflow]
public class Stuck
{
    private static int _tries;

    public static int Tries
    {
        set => _tries = value;
    }

    [WorkflowRun]
    public Task<string> RunAsync() => Task.FromResult($"try {++_tries}");
}

[Workflow("Changing")]
public class ChangingV1
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await RecordedActivities.CallAsync("greet", RecordedActivities.Short, "x");
        await Workflow.WaitConditionAsync(() => false);
        return "?";
    }
}

[Workflow("Changing")]
public class ChangingV2
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.DelayAsync(1000);
        return "?";
    }
}

[Workflow]
public class Patches
{
    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        var taken = new List<string>();
        if (Workflow.Patched("first"))
        {
            taken.Add("first");
        }

        await Workflow.DelayAsync(50);
        if (Workflow.Patched("first"))
        {
            taken.Add("first again");
        }

        Workflow.DeprecatePatch("second");
        taken.Add("second");
        return string.Join(",", taken);
    }
}

[Workflow]
public class Continues
{
    [WorkflowRun]
    public async Task<int> RunAsync(int left)
    {
        if (left == 0)
        {
            return Workflow.CurrentHistoryLength;
        }

        await Workflow.DelayAsync(10);
        throw Workflow.CreateContinueAsNewException((Continues w) => w.RunAsync(left - 1));
    }
}

[Workflow]
public class RetriedWorkflow
{
    [WorkflowRun]
    public Task<string> RunAsync(int until) => Workflow.Info.Attempt < until
        ? throw new ApplicationFailureException($"attempt {Workflow.Info.Attempt}", errorType: "Flaky")
        : Task.FromResult($"attempt {Workflow.Info.Attempt}");
}
