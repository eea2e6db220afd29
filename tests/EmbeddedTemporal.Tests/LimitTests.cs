using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task A_signal_sent_again_with_its_request_id_counts_once_even_after_a_restart()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.SignalAsync("w", "s", "request");
        await service.SignalAsync("w", "s", "request");
        await service.RestartAsync();
        await service.SignalAsync("w", "s", "request");
        Assert.Single(await service.HistoryAsync("w"), e => e == EventType.WorkflowExecutionSignaled);
    }

    [Fact]
    public async Task A_start_sent_again_with_its_request_id_finds_the_run_it_started_even_after_a_restart()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("w", r => r.RequestId = "once");
        await service.RestartAsync();
        var second = await service.StartWorkflowAsync("w", r => r.RequestId = "once");
        Assert.Equal(first.RunId, second.RunId);
    }

    [Fact]
    public async Task A_run_may_wait_for_2000_activities_and_not_for_one_more()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var tooMany = await Assert.ThrowsAsync<RpcException>(async () =>
            await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 2_001).Select(i => Commands.Activity($"{i}"))]));
        Assert.Contains("PendingActivitiesLimitExceeded", tooMany.Status.Detail, StringComparison.Ordinal);
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 2_000).Select(i => Commands.Activity($"{i}"))]);
        Assert.Equal(2_000, (await service.DescribeAsync("w")).PendingActivities.Count);
        await service.RestartAsync();
        Assert.Equal(2_000, (await service.DescribeAsync("w")).PendingActivities.Count);
    }

    [Fact]
    public async Task A_run_may_wait_for_2000_timers_and_not_for_one_more()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var tooMany = await Assert.ThrowsAsync<RpcException>(async () =>
            await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 2_001).Select(i => Commands.Timer($"{i}", TimeSpan.FromHours(1)))]));
        Assert.Contains("the number of pending timers, 2000, has reached the limit of 2000", tooMany.Status.Detail, StringComparison.Ordinal);
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 2_000).Select(i => Commands.Timer($"{i}", TimeSpan.FromHours(1)))]);
        Assert.Equal(2_000, (await service.HistoryAsync("w")).Count(e => e == EventType.TimerStarted));
    }

    [Theory]
    [InlineData(CommandType.RequestCancelNexusOperation)]
    public async Task A_command_after_the_closing_one_fails_its_task_with_a_message(CommandType type)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var command = new Command { CommandType = type };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), command));
        Assert.Contains("supported by the embedded Temporal service", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(EventType.WorkflowTaskFailed, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task A_run_may_wait_for_2000_signals_to_others_and_2000_cancellations_and_not_for_one_more()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        Command[] signals = [.. Enumerable.Range(0, 2_001).Select(_ => Commands.SignalExternal("nobody"))];
        Command[] cancellations = [.. Enumerable.Range(0, 2_001).Select(_ => Commands.CancelExternal("nobody"))];
        var signalsRefused = await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), signals));
        await service.StartWorkflowAsync("c", r => r.TaskQueue.Name = "c");
        var cancellationsRefused = await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync("c"), cancellations));
        Assert.Equal("PendingSignalsLimitExceeded: the number of pending signals to external workflows, 2000, has reached the per-workflow limit of 2000", signalsRefused.Status.Detail);
        Assert.Equal("PendingRequestCancelLimitExceeded: the number of pending requests to cancel external workflows, 2000, has reached the per-workflow limit of 2000", cancellationsRefused.Status.Detail);
        Assert.Equal(WorkflowTaskFailedCause.PendingSignalsLimitExceeded, await FirstFailureAsync(service, "w"));

        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. signals[1..], .. cancellations[1..]]);
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = "w" }, WaitNewEvent = true };
        for (var answers = 0; answers < 4_000;)
        {
            var page = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(request);
            answers += page.History.Events.Count(e => e.EventType is EventType.SignalExternalWorkflowExecutionFailed or EventType.RequestCancelExternalWorkflowExecutionFailed);
            request.NextPageToken = page.NextPageToken;
        }
    }

    [Fact]
    public async Task A_run_with_10_000_signals_accepts_none_from_other_workflows()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("full", r => r.TaskQueue.Name = "other");
        foreach (var signals in Enumerable.Range(0, 10_000).Chunk(500))
        {
            await Task.WhenAll(signals.Select(i => service.SignalAsync("full", $"{i}")));
        }

        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.SignalExternal("full"));
        var failed = (await service.PollWorkflowTaskAsync()).History.Events.Single(e => e.EventType == EventType.SignalExternalWorkflowExecutionFailed);
        Assert.Equal(SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded, failed.SignalExternalWorkflowExecutionFailedEventAttributes.Cause);
    }

    public static TheoryData<Command, string> BadRequests => new()
    {
        { Commands.SignalExternal("w", adjust: s => s.Execution = null), "BadSignalWorkflowExecutionAttributes: Execution is not set on SignalExternalWorkflowExecutionCommand." },
        { Commands.SignalExternal(""), "BadSignalWorkflowExecutionAttributes: WorkflowId is not set on SignalExternalWorkflowExecutionCommand." },
        { Commands.SignalExternal(new string('x', 1_001)), "BadSignalWorkflowExecutionAttributes: WorkflowId on SignalExternalWorkflowExecutionCommand exceeds length limit." },
        { Commands.SignalExternal("w", adjust: s => s.Namespace = new string('x', 1_001)), "BadSignalWorkflowExecutionAttributes: Namespace on SignalExternalWorkflowExecutionCommand exceeds length limit." },
        { Commands.SignalExternal("w", "no-uuid"), "BadSignalWorkflowExecutionAttributes: Invalid RunId set on SignalExternalWorkflowExecutionCommand." },
        { Commands.SignalExternal("w", adjust: s => s.SignalName = ""), "BadSignalWorkflowExecutionAttributes: SignalName is not set on SignalExternalWorkflowExecutionCommand." },
        { Commands.CancelExternal(""), "BadRequestCancelExternalWorkflowExecutionAttributes: WorkflowId is not set on RequestCancelExternalWorkflowExecutionCommand." },
        { Commands.CancelExternal(new string('x', 1_001)), "BadRequestCancelExternalWorkflowExecutionAttributes: WorkflowId on RequestCancelExternalWorkflowExecutionCommand exceeds length limit." },
        { Commands.CancelExternal("w", "no-uuid"), "BadRequestCancelExternalWorkflowExecutionAttributes: Invalid RunId set on RequestCancelExternalWorkflowExecutionCommand." },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_bad_signal_or_cancellation_of_another_workflow_fails_its_task(Command command, string message)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("sender");
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await service.CompleteAsync(await service.PollWorkflowTaskAsync(), command));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(message, refused.Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith($"{await FirstFailureAsync(service, "sender")}: ", message, StringComparison.Ordinal);
    }

    private static async Task<WorkflowTaskFailedCause> FirstFailureAsync(TestService service, string workflowId) =>
        (await service.EventsAsync(workflowId)).First(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause;
}
