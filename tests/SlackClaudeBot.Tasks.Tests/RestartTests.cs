using EmbeddedTemporal;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace SlackClaudeBot.Tasks.Tests;

/// <summary>Right after a restart no worker is up yet: what people decide then is kept for it.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_decision_while_no_worker_is_up_counts_when_one_comes_up()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, SearchAttributes = TaskSearchAttributes.Types });
        var temporal = TemporalClient.CreateLazy(new(service.Address));
        var tasks = new TaskClient(temporal, new TemporalOptions { TaskQueue = "tasks" })
        {
            // A query that nobody answers takes all of its time; a busy machine takes longer than people may wait.
            Timeouts = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
        };
        var task = TaskStates.Waiting().Task;
        await tasks.StartAsync(task, default);

        var lookup = await tasks.FindAsync(task.TaskId, default);
        Assert.True(lookup.Exists);
        Assert.Null(lookup.State);
        Assert.Equal((task.Channel, task.Requester), (lookup.Channel, lookup.Requester));
        Assert.True(await tasks.SignalAsync(TaskStates.WorkflowId, SignalNames.Approve, new Approve("click-1", "U2", "fix", 1), default));

        using var worker = new TemporalWorker(temporal, new TemporalWorkerOptions("tasks").AddWorkflow<Waiting>());
        var by = await worker.ExecuteAsync(() => temporal.GetWorkflowHandle(TaskStates.WorkflowId).GetResultAsync<string>());
        Assert.Equal("U2", by);
    }

    /// <summary>Ends with the person who approved.</summary>
    [Workflow("BugFixWorkflow")]
    public sealed class Waiting
    {
        private string? _by;

        [WorkflowRun]
        public async Task<string> RunAsync(TaskRequest task)
        {
            await Workflow.WaitConditionAsync(() => _by is not null);
            return _by!;
        }

        [WorkflowSignal(SignalNames.Approve)]
        public Task ApproveAsync(Approve signal)
        {
            _by = signal.By;
            return Task.CompletedTask;
        }
    }
}
