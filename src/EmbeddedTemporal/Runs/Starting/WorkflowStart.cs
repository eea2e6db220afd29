using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A request to start a workflow, whichever call it came with: checked, and with its defaults.</summary>
internal static class WorkflowStart
{
    /// <summary>The start that a signal brings along.</summary>
    public static StartWorkflowExecutionRequest Of(SignalWithStartWorkflowExecutionRequest request) => new()
    {
        Namespace = request.Namespace,
        WorkflowId = request.WorkflowId,
        WorkflowType = request.WorkflowType,
        TaskQueue = request.TaskQueue,
        Input = request.Input,
        WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
        WorkflowRunTimeout = request.WorkflowRunTimeout,
        WorkflowTaskTimeout = request.WorkflowTaskTimeout,
        Identity = request.Identity,
        RequestId = request.RequestId,
        WorkflowIdReusePolicy = request.WorkflowIdReusePolicy,
        WorkflowIdConflictPolicy = request.WorkflowIdConflictPolicy,
        RetryPolicy = request.RetryPolicy,
        CronSchedule = request.CronSchedule,
        Memo = request.Memo,
        SearchAttributes = request.SearchAttributes,
        Header = request.Header,
        WorkflowStartDelay = request.WorkflowStartDelay,
        UserMetadata = request.UserMetadata,
        Priority = request.Priority,
        VersioningOverride = request.VersioningOverride,
    };

    /// <exception cref="RpcException">Something is wrong with it, in the real service's words and order.</exception>
    public static void Check(StartWorkflowExecutionRequest request, ServiceLimits limits)
    {
        Errors.Require(request.WorkflowId.Length > 0, "WorkflowId is not set on request.");
        Errors.Require(request.WorkflowId.Length <= limits.MaxIdLength, "WorkflowId length exceeds limit.");
        if (request.RetryPolicy is { } policy && RetryPolicies.Problem(policy) is { } problem)
        {
            throw Errors.Invalid(problem);
        }

        CheckTimeout(request.WorkflowExecutionTimeout, "WorkflowExecutionTimeoutSeconds");
        CheckTimeout(request.WorkflowRunTimeout, "WorkflowRunTimeoutSeconds");
        CheckTimeout(request.WorkflowTaskTimeout, "WorkflowTaskTimeoutSeconds");
        Errors.Require(request.CronSchedule.Length == 0 || !Durations.IsSet(request.WorkflowStartDelay), "CronSchedule and WorkflowStartDelay may not be used together.");
        CheckTimeout(request.WorkflowStartDelay, "WorkflowStartDelay");
        Errors.Require(!string.IsNullOrEmpty(request.WorkflowType?.Name), "WorkflowType is not set on request.");
        Errors.Require(request.WorkflowType!.Name.Length <= limits.MaxIdLength, "WorkflowType length exceeds limit.");
        Errors.Require(!string.IsNullOrEmpty(request.TaskQueue?.Name), "missing task queue name");
        Errors.Require(request.TaskQueue!.Name.Length <= limits.MaxIdLength, "taskQueue length exceeds limit");
        Errors.Require(request.RequestId.Length <= limits.MaxIdLength, "RequestId length exceeds limit.");
        Errors.Require(
            request.WorkflowIdReusePolicy != WorkflowIdReusePolicy.TerminateIfRunning || request.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Unspecified,
            "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used together with a WorkflowIDConflictPolicy");
        Errors.Require(
            request.WorkflowIdReusePolicy != WorkflowIdReusePolicy.RejectDuplicate || request.WorkflowIdConflictPolicy != WorkflowIdConflictPolicy.TerminateExisting,
            "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
        Errors.Require((request.Input?.CalculateSize() ?? 0) <= limits.MaxPayloadBytes, Errors.PayloadTooLarge);
        Errors.Require((request.Memo?.CalculateSize() ?? 0) <= limits.MaxMemoBytes, "Memo size exceeds limit.");
        Errors.Require(request.CronSchedule.Length == 0 || CronSchedule.IsValid(request.CronSchedule), "invalid CronSchedule.");
        if (TaskPriority.Problem(request.Priority) is { } wrongPriority)
        {
            throw Errors.Invalid(wrongPriority);
        }

        _ = VersioningOverrides.Check(request.VersioningOverride);
        CallbackCheck.Check(request.CompletionCallbacks);
    }

    public static RunStart ToRun(StartWorkflowExecutionRequest request, Timestamp now)
    {
        var runId = Guid.CreateVersion7(now.ToDateTimeOffset()).ToString();
        var executionTimeout = Durations.Of(request.WorkflowExecutionTimeout);
        var runTimeout = Durations.Of(request.WorkflowRunTimeout);
        if (executionTimeout > TimeSpan.Zero && (runTimeout == TimeSpan.Zero || runTimeout > executionTimeout))
        {
            runTimeout = executionTimeout;
        }

        var taskTimeout = Durations.Of(request.WorkflowTaskTimeout);
        taskTimeout = taskTimeout == TimeSpan.Zero ? Limits.DefaultWorkflowTaskTimeout : taskTimeout < Limits.MaxWorkflowTaskTimeout ? taskTimeout : Limits.MaxWorkflowTaskTimeout;
        if (runTimeout > TimeSpan.Zero && taskTimeout > runTimeout)
        {
            taskTimeout = runTimeout;
        }

        var backoff = CronSchedule.Backoff(request.CronSchedule, now.ToDateTimeOffset(), now.ToDateTimeOffset()) ?? Durations.Of(request.WorkflowStartDelay);
        return new RunStart
        {
            WorkflowId = request.WorkflowId,
            RunId = runId,
            WorkflowType = request.WorkflowType.Name,
            TaskQueue = request.TaskQueue.Name,
            RequestId = request.RequestId.Length > 0 ? request.RequestId : Guid.NewGuid().ToString(),
            FirstRunId = runId,
            ExecutionTimeout = executionTimeout > TimeSpan.Zero || request.WorkflowExecutionTimeout is not null ? Durations.From(executionTimeout) : null,
            RunTimeout = runTimeout > TimeSpan.Zero || request.WorkflowRunTimeout is not null ? Durations.From(runTimeout) : null,
            TaskTimeout = Durations.From(taskTimeout),
            RetryPolicy = request.RetryPolicy is { } policy ? RetryPolicies.WithDefaults(policy) : null,
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
            UserMetadata = request.UserMetadata,
            Priority = request.Priority,
            StartTime = now,
            FirstTaskBackoff = Durations.From(backoff),
            ExecutionExpirationTime = executionTimeout > TimeSpan.Zero ? Timestamp.FromDateTimeOffset(now.ToDateTimeOffset() + backoff + executionTimeout) : null,
            Attempt = 1,
            CronSchedule = request.CronSchedule,
            VersioningOverride = request.VersioningOverride,
        };
    }

    /// <summary>The first event of the run.</summary>
    public static Temporalio.Api.History.V1.WorkflowExecutionStartedEventAttributes StartedAttributes(RunStart start, StartWorkflowExecutionRequest request) => new()
    {
        WorkflowType = new WorkflowType { Name = start.WorkflowType },
        TaskQueue = new Temporalio.Api.TaskQueue.V1.TaskQueue { Name = start.TaskQueue, Kind = TaskQueueKind.Normal },
        Input = request.Input,
        LastCompletionResult = request.LastCompletionResult,
        ContinuedFailure = request.ContinuedFailure,
        WorkflowExecutionTimeout = start.ExecutionTimeout,
        WorkflowRunTimeout = start.RunTimeout,
        WorkflowTaskTimeout = start.TaskTimeout,
        OriginalExecutionRunId = start.RunId,
        FirstExecutionRunId = start.FirstRunId,
        Identity = request.Identity,
        RetryPolicy = start.RetryPolicy,
        Attempt = start.Attempt,
        WorkflowExecutionExpirationTime = start.ExecutionExpirationTime,
        FirstWorkflowTaskBackoff = start.FirstTaskBackoff,
        CronSchedule = start.CronSchedule,
        Initiator = start.CronSchedule.Length > 0 ? ContinueAsNewInitiator.CronSchedule : ContinueAsNewInitiator.Unspecified,
        ParentWorkflowNamespace = start.Parent?.Namespace ?? "",
        ParentWorkflowNamespaceId = start.Parent?.NamespaceId ?? "",
        ParentWorkflowExecution = start.Parent?.Execution,
        ParentInitiatedEventId = start.Parent?.InitiatedEventId ?? 0,
        RootWorkflowExecution = start.Root,
        Memo = start.Memo,
        SearchAttributes = start.SearchAttributes,
        Header = request.Header,
        WorkflowId = start.WorkflowId,
        Priority = start.Priority,
        VersioningOverride = start.VersioningOverride,
        InheritedPinnedVersion = start.InheritedVersion,
    };

    private static void CheckTimeout(Duration? timeout, string name)
    {
        if (Durations.Problem(timeout) is { } problem)
        {
            throw Errors.Invalid($"An invalid {name} is set on request. cause: {problem}");
        }
    }
}
