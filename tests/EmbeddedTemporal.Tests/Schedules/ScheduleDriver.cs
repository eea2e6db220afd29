using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>Bare calls about the schedule <c>s</c>, whose workflows are <c>w-…</c> on the queue <c>queue</c>.</summary>
internal sealed class ScheduleDriver(GrpcClient client)
{
    public const string Id = "s";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    public static Schedule EveryMinute(ScheduleOverlapPolicy overlap = ScheduleOverlapPolicy.Unspecified) => new()
    {
        Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) } } },
        Action = Start(),
        Policies = new SchedulePolicies { OverlapPolicy = overlap },
        State = new ScheduleState(),
    };

    public static ScheduleAction Start() => new()
    {
        StartWorkflow = new NewWorkflowExecutionInfo { WorkflowId = "w", WorkflowType = new WorkflowType { Name = "Test" }, TaskQueue = new TaskQueue { Name = "queue" } },
    };

    public Task<CreateScheduleResponse> CreateAsync(Schedule schedule, Action<CreateScheduleRequest>? adjust = null)
    {
        var request = new CreateScheduleRequest { Namespace = TestService.Namespace, ScheduleId = Id, Schedule = schedule, RequestId = Guid.NewGuid().ToString(), Identity = "test" };
        adjust?.Invoke(request);
        return client.CallAsync<CreateScheduleResponse>(request);
    }

    public Task<DescribeScheduleResponse> DescribeAsync(string id = Id) =>
        client.CallAsync<DescribeScheduleResponse>(new DescribeScheduleRequest { Namespace = TestService.Namespace, ScheduleId = id });

    public async Task<ScheduleInfo> InfoAsync() => (await DescribeAsync()).Info;

    public Task PatchAsync(SchedulePatch patch, string requestId = "") =>
        client.CallAsync(new PatchScheduleRequest { Namespace = TestService.Namespace, ScheduleId = Id, Patch = patch, RequestId = requestId });

    public Task TriggerAsync(ScheduleOverlapPolicy overlap = ScheduleOverlapPolicy.Unspecified) =>
        PatchAsync(new SchedulePatch { TriggerImmediately = new TriggerImmediatelyRequest { OverlapPolicy = overlap } });

    public Task UpdateAsync(Schedule schedule, Action<UpdateScheduleRequest>? adjust = null)
    {
        var request = new UpdateScheduleRequest { Namespace = TestService.Namespace, ScheduleId = Id, Schedule = schedule };
        adjust?.Invoke(request);
        return client.CallAsync(request);
    }

    public Task DeleteAsync() => client.CallAsync(new DeleteScheduleRequest { Namespace = TestService.Namespace, ScheduleId = Id });

    public async Task<List<string>> ListAsync(string query = "") =>
        [.. (await client.CallAsync<ListSchedulesResponse>(new ListSchedulesRequest { Namespace = TestService.Namespace, Query = query })).Schedules.Select(s => s.ScheduleId)];

    public async Task<long> CountAsync(string query = "") =>
        (await client.CallAsync<CountSchedulesResponse>(new CountSchedulesRequest { Namespace = TestService.Namespace, Query = query })).Count;

    /// <summary>The workflow ids of the schedule's runs, the first first.</summary>
    public async Task<List<string>> RunsAsync(string status = "")
    {
        await SettleAsync();
        var query = $"TemporalScheduledById = '{Id}'{(status.Length > 0 ? $" AND ExecutionStatus = '{status}'" : "")}";
        var list = await client.CallAsync<ListWorkflowExecutionsResponse>(new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query });
        return [.. list.Executions.Select(e => e.Execution.WorkflowId).Order(StringComparer.Ordinal)];
    }

    /// <summary>Waits until the actions of the schedule are on disk, from which lists are read; a deleted one has no more.</summary>
    private async Task SettleAsync()
    {
        try
        {
            await DescribeAsync();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return;
        }
    }

    /// <summary>Takes the next workflow task and answers it.</summary>
    /// <returns>The run's first event.</returns>
    public async Task<Temporalio.Api.History.V1.WorkflowExecutionStartedEventAttributes> AnswerAsync(params Command[] commands)
    {
        var task = await client.CallAsync<PollWorkflowTaskQueueResponse>(
            new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new TaskQueue { Name = "queue", Kind = TaskQueueKind.Normal }, Identity = "test" });
        await client.CallAsync(new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = "test", Commands = { commands } });
        return task.History.Events[0].WorkflowExecutionStartedEventAttributes;
    }

    /// <summary>Waits until the schedule has noticed something.</summary>
    public async Task<ScheduleInfo> UntilAsync(Func<ScheduleInfo, bool> condition)
    {
        using var end = new CancellationTokenSource(_patience);
        while (true)
        {
            end.Token.ThrowIfCancellationRequested();
            if (await InfoAsync() is var info && condition(info))
            {
                return info;
            }
        }
    }
}
