using Temporalio.Workflows;

namespace Benchmarks.Temporal;

/// <summary>A chain of runs, each of which continues as new until the last.</summary>
[Workflow]
public sealed class Chain
{
    [WorkflowRun]
    public Task<string> RunAsync(int left) => left > 1
        ? throw Workflow.CreateContinueAsNewException((Chain w) => w.RunAsync(left - 1))
        : Task.FromResult("the end");
}
