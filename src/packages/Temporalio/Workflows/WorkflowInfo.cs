using Temporalio.Api.Common.V1;
using Temporalio.Converters;
using Priority = Temporalio.Common.Priority;
using RetryPolicy = Temporalio.Common.RetryPolicy;

namespace Temporalio.Workflows;

/// <summary>What a run knows of itself from its start.</summary>
/// <param name="Attempt">Which attempt this run is, from 1.</param>
/// <param name="ContinuedRunId">The run before, if this one continues it.</param>
/// <param name="CronSchedule">Its schedule, if it has one.</param>
/// <param name="ExecutionTimeout">The longest time of all runs.</param>
/// <param name="FirstExecutionRunId">The first run of the chain.</param>
/// <param name="Headers">What interceptors sent along.</param>
/// <param name="LastFailure">Why the run before failed.</param>
/// <param name="LastResult">What the run before returned.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Parent">The workflow that started it as a child.</param>
/// <param name="Priority">Which tasks go first.</param>
/// <param name="RetryPolicy">How it is tried again.</param>
/// <param name="Root">The workflow at the top of its tree.</param>
/// <param name="RunId">This run.</param>
/// <param name="RunTimeout">The longest time of this run.</param>
/// <param name="StartTime">When its first workflow task started, UTC.</param>
/// <param name="TaskQueue">Where it is run.</param>
/// <param name="TaskTimeout">The longest time of one workflow task.</param>
/// <param name="WorkflowId">Its id.</param>
/// <param name="WorkflowStartTime">When it was started, UTC.</param>
/// <param name="WorkflowType">Its type.</param>
public record WorkflowInfo(
    int Attempt,
    string? ContinuedRunId,
    string? CronSchedule,
    TimeSpan? ExecutionTimeout,
    string FirstExecutionRunId,
    IReadOnlyDictionary<string, Payload>? Headers,
    Exception? LastFailure,
    IReadOnlyCollection<IRawValue>? LastResult,
    string Namespace,
    WorkflowInfo.ParentInfo? Parent,
    Priority Priority,
    RetryPolicy? RetryPolicy,
    WorkflowInfo.RootInfo? Root,
    string RunId,
    TimeSpan? RunTimeout,
    DateTime StartTime,
    string TaskQueue,
    TimeSpan TaskTimeout,
    string WorkflowId,
    DateTime WorkflowStartTime,
    string WorkflowType)
{
    internal Dictionary<string, object> LoggerScope => field ??= new()
    {
        ["Attempt"] = Attempt,
        ["Namespace"] = Namespace,
        ["RunId"] = RunId,
        ["TaskQueue"] = TaskQueue,
        ["WorkflowId"] = WorkflowId,
        ["WorkflowType"] = WorkflowType,
    };

    /// <summary>The workflow that started this one as a child.</summary>
    public record ParentInfo(string Namespace, string RunId, string WorkflowId);

    /// <summary>The workflow at the top of the tree.</summary>
    public record RootInfo(string RunId, string WorkflowId);
}
