using Temporalio.Workflows;

namespace Benchmarks.Temporal;

/// <summary>A parent of some children that run side by side.</summary>
[Workflow]
public sealed class Family
{
    [WorkflowRun]
    public async Task<int> RunAsync(int children)
    {
        var names = await Workflow.WhenAllAsync(Enumerable.Range(0, children).Select(n =>
            Workflow.ExecuteChildWorkflowAsync((Child c) => c.RunAsync("world"), new() { Id = $"{Workflow.Info.WorkflowId}/{n}" })));
        return names.Length;
    }
}

/// <summary>A child that ends at once.</summary>
[Workflow]
public sealed class Child
{
    [WorkflowRun]
    public Task<string> RunAsync(string name) => Task.FromResult(name);
}
