using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>What a workflow task may be answered with.</summary>
internal static class Commands
{
    public static Command Activity(string id, Action<ScheduleActivityTaskCommandAttributes>? adjust = null)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new ActivityType { Name = "work" },
            TaskQueue = new TaskQueue { Name = "queue" },
            StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
        };
        adjust?.Invoke(attributes);
        return new Command { CommandType = CommandType.ScheduleActivityTask, ScheduleActivityTaskCommandAttributes = attributes };
    }

    public static Command Timer(string id, TimeSpan duration) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new StartTimerCommandAttributes { TimerId = id, StartToFireTimeout = Duration.FromTimeSpan(duration) },
    };

    public static Command SignalExternal(string workflowId, string runId = "", Action<SignalExternalWorkflowExecutionCommandAttributes>? adjust = null)
    {
        var attributes = new SignalExternalWorkflowExecutionCommandAttributes { Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId }, SignalName = "s" };
        adjust?.Invoke(attributes);
        return new Command { CommandType = CommandType.SignalExternalWorkflowExecution, SignalExternalWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command CancelExternal(string workflowId, string runId = "", Action<RequestCancelExternalWorkflowExecutionCommandAttributes>? adjust = null)
    {
        var attributes = new RequestCancelExternalWorkflowExecutionCommandAttributes { WorkflowId = workflowId, RunId = runId };
        adjust?.Invoke(attributes);
        return new Command { CommandType = CommandType.RequestCancelExternalWorkflowExecution, RequestCancelExternalWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command StartChild(string workflowId, string queue, Action<StartChildWorkflowExecutionCommandAttributes>? adjust = null)
    {
        var attributes = new StartChildWorkflowExecutionCommandAttributes { WorkflowId = workflowId, WorkflowType = new WorkflowType { Name = "Child" }, TaskQueue = new TaskQueue { Name = queue } };
        adjust?.Invoke(attributes);
        return new Command { CommandType = CommandType.StartChildWorkflowExecution, StartChildWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command ContinueAsNew(Payloads? input = null) => new()
    {
        CommandType = CommandType.ContinueAsNewWorkflowExecution,
        ContinueAsNewWorkflowExecutionCommandAttributes = new ContinueAsNewWorkflowExecutionCommandAttributes { Input = input },
    };

    public static Command Fail() => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new FailWorkflowExecutionCommandAttributes { Failure = new() { Message = "failed", ApplicationFailureInfo = new() } },
    };

    public static Command Complete() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new CompleteWorkflowExecutionCommandAttributes(),
    };
}
