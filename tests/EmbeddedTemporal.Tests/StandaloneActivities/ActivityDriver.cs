using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.StandaloneActivities;

/// <summary>Bare calls about standalone activities, by default the one of the id <c>a</c> on the queue <c>queue</c>.</summary>
internal sealed class ActivityDriver(GrpcClient client)
{
    public const string Id = "a";

    public static Payloads Payloads(string text) => new() { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8(text) } } };

    public static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));

    public static StartActivityExecutionRequest Start(string id = Id) => new()
    {
        Namespace = TestService.Namespace,
        ActivityId = id,
        ActivityType = new ActivityType { Name = "Test" },
        TaskQueue = new() { Name = "queue" },
        Input = Payloads("input"),
        ScheduleToCloseTimeout = Seconds(600),
        RequestId = Guid.NewGuid().ToString(),
        Identity = "test",
    };

    public Task<StartActivityExecutionResponse> StartAsync(Action<StartActivityExecutionRequest>? adjust = null, string id = Id)
    {
        var request = Start(id);
        adjust?.Invoke(request);
        return client.CallAsync<StartActivityExecutionResponse>(request);
    }

    public Task<PollActivityTaskQueueResponse> TakeAsync(string identity = "test") =>
        client.CallAsync<PollActivityTaskQueueResponse>(new PollActivityTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue" }, Identity = identity });

    public Task CompleteAsync(PollActivityTaskQueueResponse task, string result = "result") =>
        client.CallAsync(new RespondActivityTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Result = Payloads(result), Identity = "test" });

    public Task FailAsync(PollActivityTaskQueueResponse task, Action<ApplicationFailureInfo>? adjust = null)
    {
        var failure = new Failure { Message = "broken", ApplicationFailureInfo = new ApplicationFailureInfo { Type = "Broken" } };
        adjust?.Invoke(failure.ApplicationFailureInfo);
        return client.CallAsync(new RespondActivityTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = failure, Identity = "test" });
    }

    public Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(PollActivityTaskQueueResponse task, string details) => client.CallAsync<RecordActivityTaskHeartbeatResponse>(
        new RecordActivityTaskHeartbeatRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Details = Payloads(details), Identity = "test" });

    public async Task<ActivityExecutionInfo> InfoAsync(string id = Id) => (await DescribeAsync(r => r.ActivityId = id)).Info;

    public Task<DescribeActivityExecutionResponse> DescribeAsync(Action<DescribeActivityExecutionRequest>? adjust = null)
    {
        var request = new DescribeActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = Id, IncludeInput = true, IncludeOutcome = true, IncludeHeartbeatDetails = true, IncludeLastFailure = true };
        adjust?.Invoke(request);
        return client.CallAsync<DescribeActivityExecutionResponse>(request);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ActivityExecutionOutcome> OutcomeAsync(string id = Id)
    {
        PollActivityExecutionResponse response;
        do
        {
            response = await client.CallAsync<PollActivityExecutionResponse>(new PollActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = id });
        }
        while (response.Outcome is null);
        return response.Outcome;
    }

    public Task CancelAsync(string reason = "no longer needed", string requestId = "cancel") =>
        client.CallAsync(new RequestCancelActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = Id, Reason = reason, RequestId = requestId });

    public Task TerminateAsync(string reason = "enough", string requestId = "terminate") =>
        client.CallAsync(new TerminateActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = Id, Reason = reason, RequestId = requestId });

    public Task DeleteAsync(string id = Id) => client.CallAsync(new DeleteActivityExecutionRequest { Namespace = TestService.Namespace, ActivityId = id });

    public async Task<List<string>> ListAsync(string query = "") => [.. (await PageAsync(query, 0, ByteString.Empty)).Executions.Select(e => e.ActivityId)];

    public Task<ListActivityExecutionsResponse> PageAsync(string query, int size, ByteString token) =>
        client.CallAsync<ListActivityExecutionsResponse>(new ListActivityExecutionsRequest { Namespace = TestService.Namespace, Query = query, PageSize = size, NextPageToken = token });

    public Task<CountActivityExecutionsResponse> CountAsync(string query = "") =>
        client.CallAsync<CountActivityExecutionsResponse>(new CountActivityExecutionsRequest { Namespace = TestService.Namespace, Query = query });
}
