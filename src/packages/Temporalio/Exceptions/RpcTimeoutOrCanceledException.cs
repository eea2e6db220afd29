namespace Temporalio.Exceptions;

/// <summary>A call took too long or was cancelled.</summary>
public class RpcTimeoutOrCanceledException(string message, Exception? inner) : TemporalException(message, inner);
