using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>What the service tells of a run in lists.</summary>
public class WorkflowExecution
{
    private readonly Lazy<IReadOnlyDictionary<string, IEncodedRawValue>> _memo;

    internal WorkflowExecution(WorkflowExecutionInfo rawInfo, DataConverter dataConverter)
    {
        RawInfo = rawInfo;
        _memo = new(() => (rawInfo.Memo?.Fields ?? []).ToDictionary(f => f.Key, f => (IEncodedRawValue)new EncodedRawValue(dataConverter, f.Value)));
    }

    /// <summary>When it was closed, UTC.</summary>
    public DateTime? CloseTime => RawInfo.CloseTime?.ToDateTime();

    /// <summary>When it began, or will begin, to run, UTC.</summary>
    public DateTime? ExecutionTime => RawInfo.ExecutionTime?.ToDateTime();

    /// <summary>How many events its history has.</summary>
    public int HistoryLength => (int)RawInfo.HistoryLength;

    /// <summary>The workflow's id.</summary>
    public string Id => RawInfo.Execution.WorkflowId;

    /// <summary>Its memo.</summary>
    public IReadOnlyDictionary<string, IEncodedRawValue> Memo => _memo.Value;

    /// <summary>The parent's id.</summary>
    public string? ParentId => RawInfo.ParentExecution?.WorkflowId;

    /// <summary>The parent's run.</summary>
    public string? ParentRunId => RawInfo.ParentExecution?.RunId;

    /// <summary>The run.</summary>
    public string RunId => RawInfo.Execution.RunId;

    /// <summary>When it was started, UTC.</summary>
    public DateTime StartTime => RawInfo.StartTime.ToDateTime();

    /// <summary>Its status.</summary>
    public WorkflowExecutionStatus Status => RawInfo.Status;

    /// <summary>Where it is run.</summary>
    public string TaskQueue => RawInfo.TaskQueue;

    /// <summary>Its type.</summary>
    public string WorkflowType => RawInfo.Type.Name;

    internal WorkflowExecutionInfo RawInfo { get; }
}
