using EmbeddedTemporal;
using Temporalio.Activities;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Conformance.DotNet;

/// <summary>The official SDK's priorities: what a worker of one slot gets first.</summary>
[Trait("Category", "Conformance")]
public sealed class PriorityTests
{
    private const string Queue = "priorities";

    [Fact]
    public async Task A_worker_of_one_slot_sees_activities_by_priority_and_fairness_keys_by_turns()
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        var seen = new SeenActivities();
        using var workflows = new TemporalWorker(client, new TemporalWorkerOptions(Queue).AddWorkflow<ErrandsWorkflow>());
        using var activities = new TemporalWorker(client, new TemporalWorkerOptions($"{Queue}-activities") { MaxConcurrentActivities = 1 }.AddAllActivities(seen));
        await workflows.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((ErrandsWorkflow w) => w.RunAsync(), new("errands", Queue) { Priority = new(priorityKey: 4, fairnessKey: "ann") });
            var request = new DescribeWorkflowExecutionRequest { Namespace = client.Options.Namespace, Execution = new() { WorkflowId = handle.Id } };
            while ((await client.Connection.WorkflowService.DescribeWorkflowExecutionAsync(request)).PendingActivities.Count < ErrandsWorkflow.Count)
            {
                await Task.Delay(20);
            }

            await activities.ExecuteAsync(async () => await handle.GetResultAsync());
        });

        Assert.Equal(["first", "ann-1", "bob-1", "ann-2", "last"], seen.Names);
        Assert.Equal((4, "ann"), (seen.Inherited!.PriorityKey, seen.Inherited.FairnessKey));
    }

    [Workflow]
    public sealed class ErrandsWorkflow
    {
        public const int Count = 5;

        private readonly (string Name, Priority? Priority)[] _errands =
        [
            ("ann-1", null),
            ("ann-2", new()),
            ("last", new(priorityKey: 5)),
            ("bob-1", new(fairnessKey: "bob")),
            ("first", new(priorityKey: 1)),
        ];

        [WorkflowRun]
        public Task RunAsync() => Workflow.WhenAllAsync(_errands.Select(errand => Workflow.ExecuteActivityAsync(
            (SeenActivities a) => a.Do(errand.Name),
            new() { TaskQueue = $"{Queue}-activities", StartToCloseTimeout = TimeSpan.FromMinutes(1), Priority = errand.Priority })));
    }

    public sealed class SeenActivities
    {
        public List<string> Names { get; } = [];

        public Priority? Inherited { get; private set; }

        [Activity]
        public void Do(string name)
        {
            Names.Add(name);
            Inherited = name == "ann-1" ? ActivityExecutionContext.Current.Info.Priority : Inherited;
        }
    }
}
