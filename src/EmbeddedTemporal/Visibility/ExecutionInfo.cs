using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Workflow.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>A run as descriptions and lists show it.</summary>
internal static class ExecutionInfo
{
    /// <summary>The fields that both the description and the lists show.</summary>
    public static WorkflowExecutionInfo Of(RunStart start, RunState state, long historyLength)
    {
        var info = new WorkflowExecutionInfo
        {
            Execution = new WorkflowExecution { WorkflowId = start.WorkflowId, RunId = start.RunId },
            Type = new WorkflowType { Name = start.WorkflowType },
            StartTime = start.StartTime,
            CloseTime = state.CloseTime,
            Status = state.Status,
            HistoryLength = historyLength,
            ExecutionTime = start.StartTime + (start.FirstTaskBackoff ?? new Duration()),
            // Workflows change these in place.
            Memo = state.Memo?.Clone() ?? start.Memo ?? new Memo(),
            SearchAttributes = state.SearchAttributes?.Clone() ?? start.SearchAttributes ?? new SearchAttributes(),
            AutoResetPoints = new ResetPoints(),
            TaskQueue = start.TaskQueue,
            StateTransitionCount = state.StateTransitions,
            HistorySizeBytes = state.HistoryBytes,
            MostRecentWorkerVersionStamp = state.WorkerVersion,
            ParentNamespaceId = start.Parent?.NamespaceId ?? "",
            ParentExecution = start.Parent?.Execution,
            RootExecution = start.Root ?? new WorkflowExecution { WorkflowId = start.WorkflowId, RunId = start.RunId },
            FirstRunId = start.FirstRunId,
            Priority = state.Priority ?? start.Priority,
            VersioningInfo = Deployments.VersioningInfo.Of(state),
            WorkerDeploymentName = state.DeploymentVersion?.DeploymentName ?? "",
        };
        if (state.CloseTime is not null)
        {
            info.ExecutionDuration = state.CloseTime - info.ExecutionTime;
        }

        return info;
    }

    /// <summary>The fields that lists show; those that change all the time are left out for an open run.</summary>
    public static WorkflowExecutionInfo ListItem(RunStart start, RunState state)
    {
        var info = Of(start, state, state.NextEventId - 1);
        info.AutoResetPoints = null;
        info.MostRecentWorkerVersionStamp = null;
        info.FirstRunId = "";
        info.Priority = null;
        info.ParentNamespaceId = "";
        if (state.CloseTime is null)
        {
            info.HistoryLength = 0;
            info.HistorySizeBytes = 0;
            info.StateTransitionCount = 0;
        }

        return info;
    }
}
