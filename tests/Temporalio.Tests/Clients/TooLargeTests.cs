using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Workers;
using Temporalio.Worker;

namespace Temporalio.Tests.Clients;

/// <summary>Answers that a service does not take because of their size: 4 MiB is the most in one message.</summary>
public class TooLargeTests(LocalService service) : IClassFixture<LocalService>
{
    private const string Refusal = "grpc: received message larger than max (5000000 vs. 4194304)";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_workflow_task_fails_and_says_why()
    {
        await using var front = await RefuseOnceAsync("RespondWorkflowTaskCompleted");
        var start = LocalService.New();

        var handle = await RunHelloAsync(front, start);

        var events = (await handle.FetchHistoryAsync()).Events;
        var failed = Assert.Single(events, e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
        Assert.Equal((WorkflowTaskFailedCause.GrpcMessageTooLarge, Refusal), (failed.Cause, failed.Failure.Message));
    }

    [Fact]
    public async Task An_activity_fails_and_is_tried_again()
    {
        await using var front = await RefuseOnceAsync("RespondActivityTaskCompleted");
        var start = LocalService.New();

        var handle = await RunHelloAsync(front, start);

        var started = (await handle.FetchHistoryAsync()).Events.Single(e => e.EventType == EventType.ActivityTaskStarted).ActivityTaskStartedEventAttributes;
        Assert.Equal((2, "PayloadsTooLarge"), (started.Attempt, started.LastFailure.ApplicationFailureInfo.Type));
        Assert.Contains(Refusal, started.LastFailure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_fails_at_once()
    {
        await using var front = await RefuseOnceAsync("RespondQueryTaskCompleted");
        var start = LocalService.New();
        var client = await TemporalClient.ConnectAsync(new(front.Address));
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<SignalAndQueryTests.Mailbox>());

        await worker.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((SignalAndQueryTests.Mailbox w) => w.RunAsync(1), start);
            var failed = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(w => w.Count)).WaitAsync(_patience);
            Assert.Contains(Refusal, failed.Message, StringComparison.Ordinal);
            await handle.TerminateAsync();
        });
    }

    private static async Task<WorkflowHandle> RunHelloAsync(TemporalFront front, WorkflowOptions start)
    {
        var client = await TemporalClient.ConnectAsync(new(front.Address));
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<HelloTests.Hello>().AddActivity(HelloTests.Greet));
        Assert.Equal(
            "Hello, you!", await worker.ExecuteAsync(() => client.ExecuteWorkflowAsync((HelloTests.Hello w) => w.RunAsync("you"), start)).WaitAsync(_patience));
        return client.GetWorkflowHandle(start.Id!);
    }

    private async Task<TemporalFront> RefuseOnceAsync(string refused)
    {
        var front = await TemporalFront.StartAsync(service.Client.Connection.Options.TargetHost!);
        front.Answer = (method, context) => method == refused && front.Calls.Count(c => c.Method == refused) == 1
            ? TemporalFront.EndAsync(context, (int)RpcException.StatusCode.ResourceExhausted, Refusal)
            : Task.FromResult(false);
        return front;
    }
}
