using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Calls that meet at one run, many times over, so that they meet in every order.</summary>
public sealed class SimultaneousCallsTests
{
    private const int Rounds = 150;

    [Fact]
    public async Task A_start_is_answered_with_how_it_left_the_run_however_fast_a_worker_ends_it()
    {
        await using var service = await TestService.StartAsync();
        await using var worker = new CompletingWorker(service, polls: 8);
        var starts = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(i => service.StartWorkflowAsync($"w-{i}")));
        Assert.All(starts, start => Assert.Equal(WorkflowExecutionStatus.Running, start.Status));
    }

    [Fact]
    public async Task A_signal_with_start_reaches_the_run_that_is_about_to_end_or_a_new_one()
    {
        await using var service = await TestService.StartAsync();
        for (var i = 0; i < Rounds; i++)
        {
            await service.StartWorkflowAsync($"w-{i}");
            var task = await service.PollWorkflowTaskAsync();
            var ending = EndAsync(service, task);
            var signalled = await SignalWithStartAsync(service, $"w-{i}");
            var ended = await ending;
            Assert.Contains(EventType.WorkflowExecutionSignaled, await service.HistoryAsync($"w-{i}"));
            if (signalled.Started || !ended)
            {
                await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Complete());
            }
        }
    }

    [Fact]
    public async Task A_run_that_makes_way_for_another_ends_once()
    {
        await using var service = await TestService.StartAsync();
        for (var i = 0; i < Rounds; i++)
        {
            var first = await service.StartWorkflowAsync($"w-{i}");
            var task = await service.PollWorkflowTaskAsync();
            var ending = EndAsync(service, task);
            var second = await service.StartWorkflowAsync($"w-{i}", r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);
            Assert.NotEqual(first.RunId, second.RunId);
            var end = await service.HistoryAsync($"w-{i}", first.RunId);
            Assert.Single(end, e => e is EventType.WorkflowExecutionTerminated or EventType.WorkflowExecutionCompleted);
            Assert.Equal(await ending, end.Contains(EventType.WorkflowExecutionCompleted));
            await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Complete());
        }
    }

    [Fact]
    public async Task A_run_can_queue_activities_while_a_worker_fetches_others()
    {
        const int Queued = 500;
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var task = await service.PollWorkflowTaskAsync();
        for (var round = 0; round < 2; round++)
        {
            task = await ScheduleAsync(service, task, round, Queued);
            var fetching = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FetchAsync(service, Queued / 8)));
            for (var more = 0; more < Queued / 8; more++)
            {
                task = await ScheduleAsync(service, task, (round * Queued) + more, 1, "more");
            }

            await fetching.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    private static async Task<PollWorkflowTaskQueueResponse> ScheduleAsync(TestService service, PollWorkflowTaskQueueResponse task, int number, int count, string name = "queued")
    {
        var answer = new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = "test", ForceCreateNewWorkflowTask = true, ReturnNewWorkflowTask = true };
        answer.Commands.AddRange(Enumerable.Range(0, count).Select(i => Commands.Activity($"{name}-{number}-{i}", a => a.StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromHours(1)))));
        while (true)
        {
            try
            {
                return (await service.Client.CallAsync<RespondWorkflowTaskCompletedResponse>(answer).WaitAsync(TimeSpan.FromMinutes(1))).WorkflowTask;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                // More than a hundred events had come meanwhile: the task is sent again.
                answer.TaskToken = (await service.PollWorkflowTaskAsync()).TaskToken;
            }
        }
    }

    private static async Task FetchAsync(TestService service, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var activity = await service.PollActivityTaskAsync();
            await service.CompleteActivityAsync(activity);
        }
    }

    /// <summary>False where the run did not end like that: it was signalled, or terminated, before.</summary>
    private static async Task<bool> EndAsync(TestService service, PollWorkflowTaskQueueResponse task)
    {
        try
        {
            await service.CompleteAsync(task, Commands.Complete());
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound)
        {
            return false;
        }
    }

    private static Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartAsync(TestService service, string workflowId) =>
        service.Client.CallAsync<SignalWithStartWorkflowExecutionResponse>(new SignalWithStartWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowId = workflowId,
            WorkflowType = new WorkflowType { Name = "Test" },
            TaskQueue = new TaskQueue { Name = "queue" },
            SignalName = "s",
            RequestId = Guid.NewGuid().ToString(),
        });
}
