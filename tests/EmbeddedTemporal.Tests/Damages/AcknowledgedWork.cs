using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Tests.Schedules;
using EmbeddedTemporal.Time;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Damages;

/// <summary>A bit of everything that a service stores.</summary>
internal static class AcknowledgedWork
{
    public const int Signals = 6;

    /// <summary>A service that has done it, was restarted, and has done it again.</summary>
    public static async Task<TestService> StartServiceAsync()
    {
        var service = await TestService.StartAsync(new TimeSkippingClock(new AdjustableClock()));
        await DoAsync(service, "before");
        await service.RestartAsync();
        await DoAsync(service, "after");
        await service.Server.Service.SettleAsync();
        return service;
    }

    private static async Task DoAsync(TestService service, string prefix)
    {
        await RunAsync(service, $"{prefix}-closed", Commands.Complete());
        await RunAsync(service, $"{prefix}-timer", Commands.Timer("t", TimeSpan.FromDays(1)));
        await RunAsync(service, $"{prefix}-activity", Commands.Activity("a", a => a.StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromHours(1))));
        await RunAsync(service, $"{prefix}-parent", Commands.StartChild($"{prefix}-child", "children"));
        await RunAsync(service, $"{prefix}-chain", Commands.ContinueAsNew());
        await SignalAsync(service, $"{prefix}-signalled");
        await UpdateAsync(service, $"{prefix}-updated");
        await FindAsync(service, $"{prefix}-found", $"{prefix}Colour");
        await BatchAsync(service, $"{prefix}-job", $"{prefix}-found");
        await ScheduleAsync(service, $"{prefix}-schedule");
        await service.Client.CallAsync(new SetWorkerDeploymentCurrentVersionRequest { Namespace = TestService.Namespace, DeploymentName = $"{prefix}-deployment", BuildId = "1", AllowNoPollers = true });
        await service.Client.CallAsync(new RegisterNamespaceRequest { Namespace = $"{prefix}-namespace", WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(3)) });
    }

    /// <summary>Sends a signal, or sends it again: the service knows it by its request id.</summary>
    public static SignalWorkflowExecutionRequest Signal(string workflowId, int number) => new()
    {
        Namespace = TestService.Namespace,
        WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId },
        SignalName = new string((char)('a' + number), 400),
        RequestId = $"request {number}",
        Identity = "test",
    };

    private static async Task RunAsync(TestService service, string workflowId, Command command)
    {
        await service.StartWorkflowAsync(workflowId, r => r.TaskQueue.Name = workflowId);
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(workflowId), command);
    }

    private static async Task SignalAsync(TestService service, string workflowId)
    {
        await service.StartWorkflowAsync(workflowId, r => r.TaskQueue.Name = workflowId);
        for (var i = 0; i < Signals; i++)
        {
            await service.Client.CallAsync(Signal(workflowId, i));
        }
    }

    private static async Task UpdateAsync(TestService service, string workflowId)
    {
        await service.StartWorkflowAsync(workflowId, r => r.TaskQueue.Name = workflowId);
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(workflowId));
        var update = service.Client.CallAsync(new UpdateWorkflowExecutionRequest
        {
            Namespace = TestService.Namespace,
            WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId },
            WaitPolicy = new WaitPolicy { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Accepted },
            Request = new Request { Meta = new Meta { UpdateId = "u" }, Input = new Input { Name = "change" } },
        });
        var task = await service.PollWorkflowTaskAsync(workflowId);
        var response = new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = "test" };
        UpdateMessages.Add(response, UpdateMessages.Accept(task));
        await service.Client.CallAsync(response);
        await update;
    }

    private static async Task FindAsync(TestService service, string workflowId, string attribute)
    {
        await service.Client.CallAsync(new AddSearchAttributesRequest { Namespace = TestService.Namespace, SearchAttributes = { [attribute] = IndexedValueType.Keyword } });
        var red = new Payload { Data = ByteString.CopyFromUtf8("\"red\""), Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") } };
        await service.StartWorkflowAsync(workflowId, r =>
        {
            r.TaskQueue.Name = workflowId;
            r.SearchAttributes = new SearchAttributes { IndexedFields = { [attribute] = red } };
        });
    }

    private static async Task BatchAsync(TestService service, string job, string workflowId)
    {
        await service.Client.CallAsync(new StartBatchOperationRequest
        {
            Namespace = TestService.Namespace,
            JobId = job,
            VisibilityQuery = $"WorkflowId = '{workflowId}'",
            Reason = "test",
            SignalOperation = new BatchOperationSignal { Signal = "s", Identity = "test" },
        });
        var describe = new DescribeBatchOperationRequest { Namespace = TestService.Namespace, JobId = job };
        while ((await service.Client.CallAsync<DescribeBatchOperationResponse>(describe)).State == BatchOperationState.Running)
        {
            await Task.Yield();
        }
    }

    private static Task<CreateScheduleResponse> ScheduleAsync(TestService service, string id)
    {
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromDays(100)) } } };
        return new ScheduleDriver(service.Client).CreateAsync(schedule, r => r.ScheduleId = id);
    }
}
