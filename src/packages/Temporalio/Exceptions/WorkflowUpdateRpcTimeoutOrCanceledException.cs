namespace Temporalio.Exceptions;

/// <summary>An update's answer did not come in time; the update may still happen.</summary>
public class WorkflowUpdateRpcTimeoutOrCanceledException(Exception? inner)
    : RpcTimeoutOrCanceledException("Timeout or cancellation waiting for update", inner);
