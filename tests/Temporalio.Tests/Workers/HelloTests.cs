using Temporalio.Activities;
using Temporalio.Testing;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class HelloTests
{
    [Fact]
    public async Task A_workflow_calls_an_activity()
    {
        await using var env = await WorkflowEnvironment.StartLocalAsync();
        using var worker = new TemporalWorker(env.Client, new TemporalWorkerOptions("hello").AddWorkflow<Hello>().AddActivity(Greet));
        var result = await worker.ExecuteAsync(async () =>
        {
            var handle = await env.Client.StartWorkflowAsync((Hello w) => w.RunAsync("world"), new("hello-1", "hello"));
            return await handle.GetResultAsync();
        });
        Assert.Equal("Hello, world!", result);
    }

    [Activity]
    public static string Greet(string name) => $"Hello, {name}!";

    [Workflow]
    public class Hello
    {
        [WorkflowRun]
        public Task<string> RunAsync(string name) =>
            Workflow.ExecuteActivityAsync(() => Greet(name), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) });
    }
}
