using Temporalio.Workflows;

namespace Benchmarks.Temporal;

/// <summary>One activity, its result.</summary>
[Workflow]
public sealed class Greeting
{
    internal static ActivityOptions Options => new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) };

    [WorkflowRun]
    public Task<string> RunAsync(string name) => Workflow.ExecuteActivityAsync((Greetings g) => g.Greet(name), Options);
}
