using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Google.Protobuf;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>A workflow signals and cancels others, as a worker asks for it.</summary>
public sealed class ExternalRequestTests
{
    private const string Elsewhere = "other";
    private const string NobodysRun = "01a1fc02-2516-72d8-b7ab-4548eea7997c";

    [Fact]
    public async Task A_signal_arrives_with_its_sender_and_the_sender_is_notified()
    {
        await using var service = await TestService.StartAsync();
        var (sender, target) = await StartBothAsync(service);
        var input = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8("1") } } };
        var header = new Header { Fields = { ["trace"] = new Payload { Data = ByteString.CopyFromUtf8("2") } } };
        var answer = await AskAsync(service, Commands.SignalExternal("target", adjust: s => (s.Namespace, s.Input, s.Header, s.Control) = ("default", input, header, "c")));

        var initiated = answer.History.Events.Single(e => e.EventType == EventType.SignalExternalWorkflowExecutionInitiated);
        Assert.Equal(
            new SignalExternalWorkflowExecutionInitiatedEventAttributes
            {
                WorkflowTaskCompletedEventId = 4,
                Namespace = "default",
                NamespaceId = await NamespaceIdAsync(service),
                WorkflowExecution = new WorkflowExecution { WorkflowId = "target" },
                SignalName = "s",
                Input = input,
                Header = header,
                Control = "c",
            },
            initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes);
        Assert.Equal(
            new ExternalWorkflowExecutionSignaledEventAttributes
            {
                InitiatedEventId = initiated.EventId,
                Namespace = "default",
                NamespaceId = await NamespaceIdAsync(service),
                WorkflowExecution = new WorkflowExecution { WorkflowId = "target" },
                Control = "c",
            },
            answer.History.Events.Single(e => e.EventId == initiated.EventId + 1).ExternalWorkflowExecutionSignaledEventAttributes);
        Assert.Equal(
            new WorkflowExecutionSignaledEventAttributes
            {
                SignalName = "s",
                Input = input,
                Header = header,
                Identity = "history-service",
                ExternalWorkflowExecution = new WorkflowExecution { WorkflowId = "sender", RunId = sender },
            },
            (await service.EventsAsync("target", target)).Single(e => e.EventType == EventType.WorkflowExecutionSignaled).WorkflowExecutionSignaledEventAttributes);
    }

    [Fact]
    public async Task A_cancellation_arrives_with_its_reason_and_the_sender_is_notified()
    {
        await using var service = await TestService.StartAsync();
        var (sender, target) = await StartBothAsync(service);
        var answer = await AskAsync(service, Commands.CancelExternal("target", target, c => c.Reason = "enough"));

        var initiated = answer.History.Events.Single(e => e.EventType == EventType.RequestCancelExternalWorkflowExecutionInitiated);
        var execution = new WorkflowExecution { WorkflowId = "target", RunId = target };
        Assert.Equal(
            new RequestCancelExternalWorkflowExecutionInitiatedEventAttributes
            {
                WorkflowTaskCompletedEventId = 4,
                NamespaceId = await NamespaceIdAsync(service),
                WorkflowExecution = execution,
                Reason = "enough",
            },
            initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes);
        Assert.Equal(
            new ExternalWorkflowExecutionCancelRequestedEventAttributes
            {
                InitiatedEventId = initiated.EventId,
                Namespace = "default",
                NamespaceId = await NamespaceIdAsync(service),
                WorkflowExecution = execution,
            },
            answer.History.Events.Single(e => e.EventId == initiated.EventId + 1).ExternalWorkflowExecutionCancelRequestedEventAttributes);
        Assert.Equal(
            new WorkflowExecutionCancelRequestedEventAttributes
            {
                Cause = "enough",
                Identity = "history-service",
                ExternalInitiatedEventId = initiated.EventId,
                ExternalWorkflowExecution = new WorkflowExecution { WorkflowId = "sender", RunId = sender },
            },
            (await service.EventsAsync("target")).Single(e => e.EventType == EventType.WorkflowExecutionCancelRequested).WorkflowExecutionCancelRequestedEventAttributes);
        var description = await service.Client.CallAsync<DescribeWorkflowExecutionResponse>(new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = execution });
        Assert.True(description.WorkflowExtendedInfo.CancelRequested);
    }

    [Fact]
    public async Task Requests_of_one_task_arrive_in_order_and_a_second_cancellation_is_not_an_error()
    {
        await using var service = await TestService.StartAsync();
        await StartBothAsync(service);
        var answer = await AskAsync(service, Commands.SignalExternal("target"), Commands.CancelExternal("target"), Commands.SignalExternal("target", adjust: s => s.SignalName = "t"), Commands.CancelExternal("target"));
        await AnsweredAsync(service, answer, 4);

        Assert.Equal(
            ["s", "cancel", "t"],
            from e in await service.EventsAsync("target")
            where e.EventType is EventType.WorkflowExecutionSignaled or EventType.WorkflowExecutionCancelRequested
            select e.WorkflowExecutionSignaledEventAttributes?.SignalName ?? "cancel");
        Assert.Equal(2, (await service.HistoryAsync("sender")).Count(e => e == EventType.ExternalWorkflowExecutionSignaled));
        Assert.Equal(2, (await service.HistoryAsync("sender")).Count(e => e == EventType.ExternalWorkflowExecutionCancelRequested));
    }

    public static TheoryData<string, Command, SignalExternalWorkflowExecutionFailedCause> Unsent => new()
    {
        { "unknown", Commands.SignalExternal("nobody"), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "unknown run", Commands.SignalExternal("target", NobodysRun), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "itself", Commands.SignalExternal("sender"), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "no child", Commands.SignalExternal("target", adjust: s => s.ChildWorkflowOnly = true), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "closed", Commands.SignalExternal("closed"), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "no namespace", Commands.SignalExternal("target", adjust: s => s.Namespace = "nowhere"), SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound },
        { "cancel unknown", Commands.CancelExternal("nobody"), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "cancel unknown run", Commands.CancelExternal("target", NobodysRun), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "cancel itself", Commands.CancelExternal("sender"), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "cancel no child", Commands.CancelExternal("target", adjust: c => c.ChildWorkflowOnly = true), SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound },
        { "cancel no namespace", Commands.CancelExternal("target", adjust: c => c.Namespace = "nowhere"), SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound },
    };

    [Theory]
    [MemberData(nameof(Unsent))]
    public async Task A_request_that_cannot_be_sent_is_answered_with_its_cause(string what, Command command, SignalExternalWorkflowExecutionFailedCause cause)
    {
        await using var service = await TestService.StartAsync();
        await StartBothAsync(service);
        await service.StartWorkflowAsync("closed", r => r.TaskQueue.Name = Elsewhere);
        await TerminateAsync(service, "closed");

        var failed = (await AskAsync(service, command)).History.Events.Single(e => e.EventId == 6);

        Assert.True(
            failed.SignalExternalWorkflowExecutionFailedEventAttributes is { InitiatedEventId: 5 } unsent
                ? unsent.Cause == cause
                : failed.RequestCancelExternalWorkflowExecutionFailedEventAttributes is { InitiatedEventId: 5 } unasked && (int)unasked.Cause == (int)cause,
            $"{what}: {failed}");
        Assert.DoesNotContain(await service.HistoryAsync("target"), e => e is EventType.WorkflowExecutionSignaled or EventType.WorkflowExecutionCancelRequested);
    }

    [Fact]
    public async Task Cancelling_an_ended_workflow_is_not_an_error()
    {
        await using var service = await TestService.StartAsync();
        await StartBothAsync(service);
        await TerminateAsync(service, "target");
        var answer = await AskAsync(service, Commands.CancelExternal("target"));

        Assert.Equal(EventType.ExternalWorkflowExecutionCancelRequested, answer.History.Events.Single(e => e.EventId == 6).EventType);
        Assert.Equal(EventType.WorkflowExecutionTerminated, (await service.HistoryAsync("target"))[^1]);
    }

    [Fact]
    public async Task Without_a_run_id_the_current_run_is_meant()
    {
        await using var service = await TestService.StartAsync();
        var (_, first) = await StartBothAsync(service);
        await TerminateAsync(service, "target");
        await service.StartWorkflowAsync("target", r => r.TaskQueue.Name = Elsewhere);
        var answer = await AskAsync(service, Commands.SignalExternal("target"), Commands.SignalExternal("target", first));
        await AnsweredAsync(service, answer, 2);

        Assert.Single(await service.HistoryAsync("target"), e => e == EventType.WorkflowExecutionSignaled);
        Assert.DoesNotContain(EventType.WorkflowExecutionSignaled, await service.HistoryAsync("target", first));
        Assert.Single(await service.HistoryAsync("sender"), e => e == EventType.SignalExternalWorkflowExecutionFailed);
    }

    [Fact]
    public async Task Requests_in_the_closing_task_of_a_workflow_are_not_sent()
    {
        await using var service = await TestService.StartAsync();
        await StartBothAsync(service);
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.SignalExternal("target"), Commands.CancelExternal("target"), Commands.Complete());
        await service.StartWorkflowAsync("second");
        _ = await AskAsync(service, Commands.SignalExternal("target", adjust: s => s.SignalName = "after"));

        Assert.Equal("after", (await service.EventsAsync("target")).Single(e => e.EventType == EventType.WorkflowExecutionSignaled).WorkflowExecutionSignaledEventAttributes.SignalName);
        Assert.DoesNotContain(EventType.WorkflowExecutionCancelRequested, await service.HistoryAsync("target"));
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await service.HistoryAsync("sender"))[^1]);
    }

    [Fact]
    public async Task Two_workflows_that_signal_each_other_all_the_time_both_end()
    {
        const int Rounds = 50;
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("a");
        await service.StartWorkflowAsync("b");
        var (sent, answered) = (0, 0);
        while (answered < 2 * Rounds)
        {
            var task = await service.PollWorkflowTaskAsync();
            answered += task.History.Events.Where(e => e.EventId > task.PreviousStartedEventId).Count(IsAnswer);
            var other = task.WorkflowExecution.WorkflowId == "a" ? "b" : "a";
            await service.CompleteAsync(task, sent++ < 2 * Rounds ? [Commands.SignalExternal(other)] : []);
        }

        Assert.Equal(2 * Rounds, (await service.HistoryAsync("a")).Concat(await service.HistoryAsync("b")).Count(e => e == EventType.WorkflowExecutionSignaled));
    }

    [Fact]
    public async Task Time_does_not_skip_over_a_signal_on_its_way()
    {
        var clock = new TimeSkippingClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("target", r => (r.TaskQueue.Name, r.WorkflowRunTimeout) = (Elsewhere, new() { Seconds = 60 }));
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(Elsewhere));
        await service.StartWorkflowAsync("sender");
        var task = await service.PollWorkflowTaskAsync();
        clock.Unlock();
        await service.CompleteAsync(task, Commands.SignalExternal("target"));

        Assert.Contains(EventType.ExternalWorkflowExecutionSignaled, (await service.PollWorkflowTaskAsync()).History.Events.Select(e => e.EventType));
    }

    private static async Task<(string Sender, string Target)> StartBothAsync(TestService service)
    {
        var target = await service.StartWorkflowAsync("target", r => r.TaskQueue.Name = Elsewhere);
        return ((await service.StartWorkflowAsync("sender")).RunId, target.RunId);
    }

    /// <summary>Answers the sender's task with commands, and returns the task that their first answer brings.</summary>
    private static async Task<PollWorkflowTaskQueueResponse> AskAsync(TestService service, params Command[] commands)
    {
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), commands);
        return await service.PollWorkflowTaskAsync();
    }

    /// <summary>Goes on, from the task of the first answer, until so many requests have been answered: what comes while a task is out shows after it.</summary>
    private static async Task AnsweredAsync(TestService service, PollWorkflowTaskQueueResponse task, int count)
    {
        await service.CompleteAsync(task);
        while ((await service.EventsAsync("sender")).Count(IsAnswer) < count)
        {
            await service.CompleteAsync(await service.PollWorkflowTaskAsync());
        }
    }

    private static bool IsAnswer(HistoryEvent historyEvent) => historyEvent.EventType is EventType.ExternalWorkflowExecutionSignaled or EventType.SignalExternalWorkflowExecutionFailed
        or EventType.ExternalWorkflowExecutionCancelRequested or EventType.RequestCancelExternalWorkflowExecutionFailed;

    private static Task<IMessage> TerminateAsync(TestService service, string workflowId) => service.Client.CallAsync(
        new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId } });

    private static async Task<string> NamespaceIdAsync(TestService service) => (await service.Client.CallAsync<DescribeNamespaceResponse>(
        new DescribeNamespaceRequest { Namespace = TestService.Namespace })).NamespaceInfo.Id;
}
