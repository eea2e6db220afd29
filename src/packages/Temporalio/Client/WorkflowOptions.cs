using System.Linq.Expressions;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>How a workflow is started. <see cref="Id"/> and <see cref="TaskQueue"/> must be set.</summary>
public class WorkflowOptions : ICloneable
{
    /// <summary>Options without id and task queue yet.</summary>
    public WorkflowOptions()
    {
    }

    /// <summary>Options of an id and a task queue.</summary>
    public WorkflowOptions(string id, string taskQueue) => (Id, TaskQueue) = (id, taskQueue);

    /// <summary>The workflow's id: no two of one id run at a time.</summary>
    public string? Id { get; set; }

    /// <summary>Where it is run.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>One line of Markdown for Temporal's UI.</summary>
    public string? StaticSummary { get; set; }

    /// <summary>Markdown for Temporal's UI.</summary>
    public string? StaticDetails { get; set; }

    /// <summary>The longest time of all runs.</summary>
    public TimeSpan? ExecutionTimeout { get; set; }

    /// <summary>The longest time of one run.</summary>
    public TimeSpan? RunTimeout { get; set; }

    /// <summary>The longest time of one workflow task; null for the service's 10 s.</summary>
    public TimeSpan? TaskTimeout { get; set; }

    /// <summary>Whether the id of a closed workflow may be used again.</summary>
    public WorkflowIdReusePolicy IdReusePolicy { get; set; } = WorkflowIdReusePolicy.AllowDuplicate;

    /// <summary>What happens where a workflow of this id runs.</summary>
    public WorkflowIdConflictPolicy IdConflictPolicy { get; set; } = WorkflowIdConflictPolicy.Unspecified;

    /// <summary>How it is tried again; null for not at all.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>When it is run again and again.</summary>
    public string? CronSchedule { get; set; }

    /// <summary>What is to be seen of it in lists.</summary>
    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    /// <summary>How long its first workflow task waits.</summary>
    public TimeSpan? StartDelay { get; set; }

    /// <summary>A signal that is sent with the start, or alone where the workflow runs.</summary>
    public string? StartSignal { get; set; }

    /// <summary>That signal's arguments.</summary>
    public IReadOnlyCollection<object?>? StartSignalArgs { get; set; }

    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>Which tasks go first.</summary>
    public Priority? Priority { get; set; }

    /// <summary>Sends a signal with the start, or alone where the workflow runs.</summary>
    public void SignalWithStart<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall)
    {
        var (method, args) = CallExpression.Extract(signalCall);
        SignalWithStart(WorkflowSignalDefinition.NameFromMethod(method), args);
    }

    /// <summary>Sends a signal with the start, or alone where the workflow runs.</summary>
    public void SignalWithStart(string signal, IReadOnlyCollection<object?> args) => (StartSignal, StartSignalArgs) = (signal, args);

    /// <summary>A copy.</summary>
    public virtual object Clone()
    {
        var copy = (WorkflowOptions)MemberwiseClone();
        copy.RetryPolicy = RetryPolicy is null ? null : RetryPolicy with { };
        copy.Rpc = (RpcOptions?)Rpc?.Clone();
        return copy;
    }
}
