using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The service dies while parents start children, children end, parents end, and runs continue as new.</summary>
public sealed class FamilyCrashTests
{
    private const int Runs = 3;

    [Fact]
    public async Task Whatever_commit_was_the_last_each_child_starts_once_its_parent_hears_once_and_its_policy_is_applied()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await UntilFamilyEndedAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilFamilyEndedAsync);

        Assert.InRange(crashes, 5, int.MaxValue);
    }

    [Fact]
    public async Task Whatever_commit_was_the_last_a_chain_goes_on_once()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await UntilChainEndedAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilChainEndedAsync);

        Assert.InRange(crashes, Runs, int.MaxValue);
    }

    [Fact]
    public async Task Whatever_commit_was_the_last_a_run_that_fails_is_retried_once_for_each_attempt()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w", r => r.RetryPolicy = new RetryPolicy { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)), MaximumAttempts = Runs });
        await UntilAttemptsEndedAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilAttemptsEndedAsync);

        Assert.InRange(crashes, Runs, int.MaxValue);
    }

    private static async Task UntilAttemptsEndedAsync(GrpcClient client)
    {
        await using (new ScriptedWorker(client, "queue", static _ => [Commands.Fail()]))
        {
            Assert.Equal(Runs, await CountRunsAsync(client));
        }

        await AssertCountAsync(client, Runs);
    }

    private static async Task UntilFamilyEndedAsync(GrpcClient client)
    {
        await using (new ScriptedWorker(client, "queue", Parent))
        {
            await using var child = new ScriptedWorker(client, "children", _ => [Commands.Complete()]);
            Assert.Equal(EventType.WorkflowExecutionCompleted, (await ClosedAsync(client, "w")).EventType);
            Assert.Equal(EventType.WorkflowExecutionTerminated, (await ClosedAsync(client, "left")).EventType);
        }

        var parent = await TestService.HistoryAsync(client, "w");
        Assert.Equal(2, parent.Count(e => e == EventType.StartChildWorkflowExecutionInitiated));
        Assert.Equal(2, parent.Count(e => e == EventType.ChildWorkflowExecutionStarted));
        Assert.Single(parent, e => e == EventType.ChildWorkflowExecutionCompleted);
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await TestService.HistoryAsync(client, "child"))[^1]);
        await AssertCountAsync(client, 3);
    }

    private static Command[] Parent(PollWorkflowTaskQueueResponse task)
    {
        var events = task.History.Events.Select(e => e.EventType).ToList();
        return !events.Contains(EventType.StartChildWorkflowExecutionInitiated) ? [Commands.StartChild("child", "children"), Commands.StartChild("left", "nobody")]
            : events.Contains(EventType.ChildWorkflowExecutionCompleted) && events.Count(e => e == EventType.ChildWorkflowExecutionStarted) == 2 ? [Commands.Complete()]
            : [];
    }

    private static async Task UntilChainEndedAsync(GrpcClient client)
    {
        await using (new ScriptedWorker(client, "queue", Continue))
        {
            Assert.Equal(Runs, await CountRunsAsync(client));
        }

        await AssertCountAsync(client, Runs);
    }

    /// <summary>Follows the chain to its end. Old clients, which send no version, see a run that is retried as continued too.</summary>
    private static async Task<int> CountRunsAsync(GrpcClient client)
    {
        var runs = 0;
        for (var run = await FirstRunAsync(client); run.Length > 0; runs++)
        {
            run = (await ClosedAsync(client, "w", run)).WorkflowExecutionContinuedAsNewEventAttributes?.NewExecutionRunId ?? "";
        }

        return runs;
    }

    private static async Task AssertCountAsync(GrpcClient client, int expected)
    {
        var count = await client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace });
        Assert.Equal(expected, count.Count);
    }

    /// <summary>Each run has one more payload as its input than the one before.</summary>
    private static Command[] Continue(PollWorkflowTaskQueueResponse task)
    {
        var input = task.History.Events[0].WorkflowExecutionStartedEventAttributes.Input ?? new Payloads();
        return input.Payloads_.Count == Runs - 1 ? [Commands.Complete()] : [Commands.ContinueAsNew(new Payloads { Payloads_ = { input.Payloads_, new Payload() } })];
    }

    private static async Task<string> FirstRunAsync(GrpcClient client) =>
        (await client.CallAsync<DescribeWorkflowExecutionResponse>(new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "w" } })).WorkflowExecutionInfo.FirstRunId;

    /// <summary>Waits for the end of a workflow that may not have started yet.</summary>
    private static async Task<HistoryEvent> ClosedAsync(GrpcClient client, string workflowId, string runId = "")
    {
        while (true)
        {
            try
            {
                var page = await client.CallAsync<GetWorkflowExecutionHistoryResponse>(new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = TestService.Namespace,
                    Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId },
                    WaitNewEvent = true,
                    HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
                });
                if (page.History.Events is [{ } close])
                {
                    return close;
                }
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                await Task.Yield();
            }
        }
    }
}
