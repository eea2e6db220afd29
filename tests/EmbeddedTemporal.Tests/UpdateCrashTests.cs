using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The service dies while updates are sent, accepted and completed.</summary>
public sealed class UpdateCrashTests
{
    private const int Updates = 3;

    [Fact]
    public async Task Whatever_commit_was_the_last_each_update_is_accepted_once_and_completed_once()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await UntilUpdatedAsync(service.Client);

        var crashes = await CrashPoints.TryAllAsync(service, UntilUpdatedAsync);

        // At the least after the start, and after each acceptance and each outcome.
        Assert.InRange(crashes, 1 + (2 * Updates), int.MaxValue);
    }

    private static async Task UntilUpdatedAsync(GrpcClient client)
    {
        await using (new ScriptedWorker(client, "queue", Respond))
        {
            for (var update = 0; update < Updates; update++)
            {
                var response = await UpdateAsync(client, $"u{update}");
                Assert.NotNull(response.Outcome.Success);
            }
        }

        var history = await TestService.HistoryAsync(client, "w");
        Assert.Equal(Updates, history.Count(e => e == EventType.WorkflowExecutionUpdateAccepted));
        Assert.Equal(Updates, history.Count(e => e == EventType.WorkflowExecutionUpdateCompleted));
    }

    /// <summary>Accepts updates with the task that brings them, and completes them with the next one, which it asks for.</summary>
    private static RespondWorkflowTaskCompletedRequest Respond(PollWorkflowTaskQueueResponse task)
    {
        var response = new RespondWorkflowTaskCompletedRequest { ForceCreateNewWorkflowTask = task.Messages.Count > 0 };
        var completed = task.History.Events
            .Select(e => e.WorkflowExecutionUpdateCompletedEventAttributes?.Meta.UpdateId)
            .OfType<string>();
        var accepted = task.History.Events
            .Select(e => e.WorkflowExecutionUpdateAcceptedEventAttributes?.ProtocolInstanceId)
            .OfType<string>();
        UpdateMessages.Add(response, [.. task.Messages.Select(UpdateMessages.Accept), .. accepted.Except(completed).Select(UpdateMessages.Complete)]);
        return response;
    }

    private static async Task<UpdateWorkflowExecutionResponse> UpdateAsync(GrpcClient client, string id)
    {
        var request = new UpdateWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowExecution = new() { WorkflowId = "w" },
            WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
            Request = new() { Meta = new() { UpdateId = id }, Input = new() { Name = "update" } },
        };
        while (true)
        {
            var response = await client.CallAsync<UpdateWorkflowExecutionResponse>(request);
            if (response.Stage == UpdateWorkflowExecutionLifecycleStage.Completed)
            {
                return response;
            }
        }
    }
}
