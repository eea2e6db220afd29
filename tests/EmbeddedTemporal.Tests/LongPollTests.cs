using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Every long poll returns before its caller times out.</summary>
public sealed class LongPollTests
{
    // A busy machine can lose more than the second that the answer has for its way.
    private const int Tries = 10;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_poll_for_workflow_tasks_ends_before_its_caller_gives_up()
    {
        await using var service = await TestService.StartAsync();
        var poll = new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal } };
        Assert.Empty((await AnswerAsync<PollWorkflowTaskQueueResponse>(service, poll)).TaskToken);
    }

    [Fact]
    public async Task A_poll_for_activities_ends_before_its_caller_gives_up()
    {
        await using var service = await TestService.StartAsync();
        var poll = new PollActivityTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal } };
        Assert.Empty((await AnswerAsync<PollActivityTaskQueueResponse>(service, poll)).TaskToken);
    }

    [Fact]
    public async Task A_history_poll_returns_a_page_token_before_its_caller_times_out()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = TestService.Namespace,
            Execution = new WorkflowExecution { WorkflowId = "w" },
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
            WaitNewEvent = true,
        };
        Assert.NotEmpty((await AnswerAsync<GetWorkflowExecutionHistoryResponse>(service, request)).NextPageToken);
    }

    private static async Task<T> AnswerAsync<T>(TestService service, IMessage request)
        where T : IMessage
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await service.Client.CallAsync<T>(request, _patience);
            }
            catch (OperationCanceledException) when (tries < Tries)
            {
                // Once is enough: it would never hear if the service waited until the end.
            }
        }
    }
}
