using Temporalio.Workflows;

namespace Benchmarks.Temporal;

/// <summary>Waits for updates.</summary>
[Workflow]
public sealed class Counter
{
    private int _count;

    [WorkflowRun]
    public Task RunAsync(string name) => Workflow.WaitConditionAsync(() => false);

    [WorkflowUpdate]
    public Task<int> CountAsync(string name) => Task.FromResult(++_count);
}
