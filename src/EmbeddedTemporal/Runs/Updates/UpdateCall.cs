using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Update.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>An update that is not completed, and its callers that wait. Before it is accepted it is never stored: its caller asks again.</summary>
internal sealed class UpdateCall(string id, Request? request, UpdateWorkflowExecutionLifecycleStage stage)
{
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Outcome> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    /// <summary>The request to the workflow; null once the workflow has accepted it.</summary>
    public Request? Request => request;

    public string MessageId => $"{id}/request";

    /// <summary>Sent with a workflow task that is not completed.</summary>
    public bool IsSent { get; set; }

    public bool IsAccepted { get; private set; } = stage >= UpdateWorkflowExecutionLifecycleStage.Accepted;

    /// <summary>Null until it is completed.</summary>
    public Outcome? Outcome => _completed.Task.IsCompletedSuccessfully ? _completed.Task.Result : null;

    public UpdateWorkflowExecutionLifecycleStage Stage => Outcome is not null ? UpdateWorkflowExecutionLifecycleStage.Completed
        : IsAccepted ? UpdateWorkflowExecutionLifecycleStage.Accepted : UpdateWorkflowExecutionLifecycleStage.Admitted;

    public void Accept()
    {
        IsAccepted = true;
        _ = _accepted.TrySetResult();
    }

    public void Complete(Outcome outcome)
    {
        _ = _completed.TrySetResult(outcome);
        _ = _accepted.TrySetResult();
    }

    /// <summary>The workflow will never see it.</summary>
    public void Abort(RpcException reason)
    {
        _ = _completed.TrySetException(reason);
        _ = _accepted.TrySetException(reason);
        // A caller may wait for one of them alone, or for none any more.
        _ = _completed.Task.Exception;
        _ = _accepted.Task.Exception;
    }

    /// <summary>Waits until it has reached a stage.</summary>
    public Task ReachAsync(UpdateWorkflowExecutionLifecycleStage wanted, CancellationToken cancellationToken) =>
        wanted == UpdateWorkflowExecutionLifecycleStage.Completed ? _completed.Task.WaitAsync(cancellationToken)
        : IsAccepted ? Task.CompletedTask : _accepted.Task.WaitAsync(cancellationToken);
}
