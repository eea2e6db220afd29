using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>A child workflow failed, timed out, was cancelled or terminated: <see cref="Exception.InnerException"/> says which and why.</summary>
public class ChildWorkflowFailureException : FailureException
{
    /// <summary>A failure that came over the wire.</summary>
    protected internal ChildWorkflowFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
        var info = failure?.ChildWorkflowExecutionFailureInfo ?? throw new ArgumentException("Not a child workflow failure.", nameof(failure));
        Namespace = info.Namespace;
        WorkflowId = info.WorkflowExecution?.WorkflowId ?? string.Empty;
        RunId = info.WorkflowExecution?.RunId ?? string.Empty;
        WorkflowType = info.WorkflowType?.Name ?? string.Empty;
        RetryState = info.RetryState;
    }

    /// <summary>The failure as it came over the wire.</summary>
    public new Failure Failure => Require(this);

    /// <summary>The child's namespace.</summary>
    public string Namespace { get; }

    /// <summary>The child's id.</summary>
    public string WorkflowId { get; }

    /// <summary>The child's run.</summary>
    public string RunId { get; }

    /// <summary>The child's type.</summary>
    public string WorkflowType { get; }

    /// <summary>Why it is not tried again.</summary>
    public RetryState RetryState { get; }
}
