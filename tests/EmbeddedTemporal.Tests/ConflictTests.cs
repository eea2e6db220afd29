using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Starts that find their workflow running, and the options that clients change of a run.</summary>
public sealed class ConflictTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_uses_the_running_workflow_attaches_its_request_id_once(bool duringTask)
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("w");
        var task = duringTask ? await service.PollWorkflowTaskAsync() : null;
        var attached = await UseExistingAsync(service, "second");
        Assert.Equal((first.RunId, false, WorkflowExecutionStatus.Running), (attached.RunId, attached.Started, attached.Status));
        Assert.Equal("second", attached.Link.WorkflowEvent.RequestIdRef.RequestId);
        if (task is not null)
        {
            Assert.True((await service.DescribeAsync("w")).WorkflowExtendedInfo.RequestIdInfos["second"].Buffered);
            await service.CompleteAsync(task);
        }

        await UseExistingAsync(service, "second");
        await service.RestartAsync();
        await UseExistingAsync(service, "second");
        var updated = Assert.Single(await service.EventsAsync("w"), e => e.EventType == EventType.WorkflowExecutionOptionsUpdated);
        Assert.Equal(("second", "test"), (updated.WorkflowExecutionOptionsUpdatedEventAttributes.AttachedRequestId, updated.WorkflowExecutionOptionsUpdatedEventAttributes.Identity));
        Assert.Equal("here", Assert.Single(updated.Links).WorkflowEvent.WorkflowId);
        var info = (await service.DescribeAsync("w")).WorkflowExtendedInfo.RequestIdInfos["second"];
        Assert.Equal((EventType.WorkflowExecutionOptionsUpdated, updated.EventId, false), (info.EventType, info.EventId, info.Buffered));
    }

    [Fact]
    public async Task A_request_that_was_attached_is_no_conflict_whatever_its_policy()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("w");
        await UseExistingAsync(service, "second");
        var again = await service.StartWorkflowAsync("w", r => (r.RequestId, r.WorkflowIdConflictPolicy) = ("second", WorkflowIdConflictPolicy.Fail));
        Assert.Equal((first.RunId, false), (again.RunId, again.Started));
    }

    [Fact]
    public async Task Terminating_and_cancelling_by_the_first_run_mean_its_chain_alone()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.ContinueAsNew());
        var execution = new WorkflowExecution { WorkflowId = "w" };
        var other = Guid.CreateVersion7().ToString();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = execution, FirstExecutionRunId = other }));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new RequestCancelWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = execution, FirstExecutionRunId = other }));
        await service.Client.CallAsync(new RequestCancelWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = execution, FirstExecutionRunId = first.RunId });
        await service.Client.CallAsync(new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = execution, FirstExecutionRunId = first.RunId });
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await service.DescribeAsync("w")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task The_priority_of_a_run_can_be_changed_and_an_event_tells_so()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        var request = new UpdateWorkflowExecutionOptionsRequest
        {
            Namespace = TestService.Namespace,
            WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
            WorkflowExecutionOptions = new WorkflowExecutionOptions { Priority = new Priority { PriorityKey = 1, FairnessKey = "team" } },
            UpdateMask = new FieldMask { Paths = { "priority.priority_key" } },
            Identity = "operator",
        };
        var updated = await service.Client.CallAsync<UpdateWorkflowExecutionOptionsResponse>(request);
        Assert.Equal((1, ""), (updated.WorkflowExecutionOptions.Priority.PriorityKey, updated.WorkflowExecutionOptions.Priority.FairnessKey));
        await service.Client.CallAsync(request);
        var told = Assert.Single(await service.EventsAsync("w"), e => e.EventType == EventType.WorkflowExecutionOptionsUpdated).WorkflowExecutionOptionsUpdatedEventAttributes;
        Assert.Equal((1, "operator"), (told.Priority.PriorityKey, told.Identity));
    }

    [Fact]
    public async Task A_reset_can_end_with_a_signal()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync());
        var reset = await service.Client.CallAsync<ResetWorkflowExecutionResponse>(new ResetWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
            WorkflowTaskFinishEventId = 4,
            PostResetOperations = { new PostResetOperation { SignalWorkflow = new PostResetOperation.Types.SignalWorkflow { SignalName = "again" } } },
        });
        var events = await service.EventsAsync("w", reset.RunId);
        Assert.Equal("again", Assert.Single(events, e => e.EventType == EventType.WorkflowExecutionSignaled).WorkflowExecutionSignaledEventAttributes.SignalName);
    }

    private static Task<StartWorkflowExecutionResponse> UseExistingAsync(TestService service, string requestId) => service.StartWorkflowAsync("w", r =>
    {
        (r.RequestId, r.WorkflowIdConflictPolicy) = (requestId, WorkflowIdConflictPolicy.UseExisting);
        r.OnConflictOptions = new Temporalio.Api.Workflow.V1.OnConflictOptions { AttachRequestId = true, AttachLinks = true };
        r.Links.Add(new Link { WorkflowEvent = new Link.Types.WorkflowEvent { WorkflowId = "here" } });
    });
}
