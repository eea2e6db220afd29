using Temporalio.Workflows;

namespace Benchmarks.Temporal;

/// <summary>Activities one after another.</summary>
[Workflow]
public sealed class Steps
{
    [WorkflowRun]
    public async Task<int> RunAsync(int count)
    {
        for (var step = 0; step < count; step++)
        {
            await Workflow.ExecuteActivityAsync((Greetings g) => g.Greet($"step {step}"), Greeting.Options);
        }

        return count;
    }
}
