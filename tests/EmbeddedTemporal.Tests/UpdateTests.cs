using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Updates, as a worker of bare calls serves them.</summary>
public sealed class UpdateTests
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;
    private const UpdateWorkflowExecutionLifecycleStage Completed = UpdateWorkflowExecutionLifecycleStage.Completed;

    [Fact]
    public async Task An_accepted_update_survives_a_restart_and_is_completed_later()
    {
        await using var service = await StartedAsync();
        var update = UpdateAsync(service, "u", Accepted);
        var task = await service.PollWorkflowTaskAsync();
        await RespondAsync(service, task, UpdateMessages.Accept(task));
        Assert.Equal(Accepted, (await update).Stage);

        await service.RestartAsync();
        var outcome = PollAsync(service, "u");
        await service.SignalAsync("w", "go on");
        await RespondAsync(service, await service.PollWorkflowTaskAsync(), UpdateMessages.Complete("u"));

        Assert.Equal(Completed, (await outcome).Stage);
        Assert.NotNull((await outcome).Outcome.Success);
    }

    [Fact]
    public async Task The_same_id_is_served_once_also_after_a_restart_and_after_the_end()
    {
        await using var service = await StartedAsync();
        var update = UpdateAsync(service, "u", Completed);
        var task = await service.PollWorkflowTaskAsync();
        await RespondAsync(service, task, UpdateMessages.Accept(task), UpdateMessages.Complete("u"));
        Assert.Equal(Completed, (await update).Stage);

        await service.RestartAsync();
        Assert.Equal((await update).Outcome, (await UpdateAsync(service, "u", Completed)).Outcome);
        await service.SignalAsync("w", "end");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Complete());
        await service.RestartAsync();

        Assert.Equal((await update).Outcome, (await PollAsync(service, "u")).Outcome);
        Assert.Equal((await update).Outcome, (await UpdateAsync(service, "u", Completed)).Outcome);
        Assert.Single(await service.HistoryAsync("w"), e => e == EventType.WorkflowExecutionUpdateAccepted);
    }

    [Fact]
    public async Task A_rejected_update_leaves_no_events()
    {
        await using var service = await StartedAsync();
        var before = await service.HistoryAsync("w");
        var update = UpdateAsync(service, "u", Completed);
        var task = await service.PollWorkflowTaskAsync();
        var rejection = new Rejection { RejectedRequestMessageId = task.Messages[0].Id, Failure = new() { Message = "no" } };
        var response = await RespondAsync(service, task, new Message { Id = "r", ProtocolInstanceId = "u", Body = Any.Pack(rejection) });

        Assert.Equal("no", (await update).Outcome.Failure.Message);
        Assert.Equal(3, response.ResetHistoryEventId);
        Assert.Equal(before, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task An_update_that_comes_while_a_worker_has_the_task_goes_with_the_next_one()
    {
        await using var service = await StartedAsync();
        await service.SignalAsync("w", "s");
        var first = await service.PollWorkflowTaskAsync();
        var update = UpdateAsync(service, "u", Accepted);
        while (service.Server.CallsThatWait == 0 && !update.IsCompleted)
        {
            await Task.Yield();
        }

        await service.CompleteAsync(first);
        var second = await service.PollWorkflowTaskAsync();
        Assert.Single(second.Messages);
        await RespondAsync(service, second, UpdateMessages.Accept(second));
        Assert.Equal(Accepted, (await update).Stage);
    }

    [Fact]
    public async Task An_update_whose_worker_is_lost_is_sent_again()
    {
        var clock = new TimeSkippingClock();
        await using var service = await StartedAsync(clock);
        var update = UpdateAsync(service, "u", Accepted);
        _ = await service.PollWorkflowTaskAsync();
        clock.Advance(TimeSpan.FromSeconds(11));
        var again = await service.PollWorkflowTaskAsync();
        Assert.Single(again.Messages);
        await RespondAsync(service, again, UpdateMessages.Accept(again));
        Assert.Equal(Accepted, (await update).Stage);
    }

    [Fact]
    public async Task No_more_than_ten_updates_are_in_flight()
    {
        await using var service = await StartedAsync();
        await service.SignalAsync("w", "s");
        var task = await service.PollWorkflowTaskAsync();
        var updates = Enumerable.Range(0, 11).Select(i => UpdateAsync(service, $"u{i}", Accepted)).ToList();
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await await Task.WhenAny(updates));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        await service.CompleteAsync(task);
        Assert.Equal(10, (await service.PollWorkflowTaskAsync()).Messages.Count);
    }

    private static async Task<TestService> StartedAsync(TimeProvider? clock = null)
    {
        var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync());
        return service;
    }

    private static Task<UpdateWorkflowExecutionResponse> UpdateAsync(TestService service, string id, UpdateWorkflowExecutionLifecycleStage stage) => service.Client.CallAsync<UpdateWorkflowExecutionResponse>(new UpdateWorkflowExecutionRequest
    {
        Namespace = TestService.Namespace,
        WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
        WaitPolicy = new WaitPolicy { LifecycleStage = stage },
        Request = new Request { Meta = new Meta { UpdateId = id }, Input = new Input { Name = "change" } },
    });

    private static Task<PollWorkflowExecutionUpdateResponse> PollAsync(TestService service, string id) => service.Client.CallAsync<PollWorkflowExecutionUpdateResponse>(new PollWorkflowExecutionUpdateRequest
    {
        Namespace = TestService.Namespace,
        UpdateRef = new UpdateRef { WorkflowExecution = new WorkflowExecution { WorkflowId = "w" }, UpdateId = id },
        WaitPolicy = new WaitPolicy { LifecycleStage = Completed },
    });

    private static Task<RespondWorkflowTaskCompletedResponse> RespondAsync(TestService service, PollWorkflowTaskQueueResponse task, params Message[] messages)
    {
        var request = new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = "test" };
        UpdateMessages.Add(request, messages);
        return service.Client.CallAsync<RespondWorkflowTaskCompletedResponse>(request);
    }
}
