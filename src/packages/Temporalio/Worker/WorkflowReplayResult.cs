using Temporalio.Common;

namespace Temporalio.Worker;

/// <summary>How a replay went.</summary>
/// <param name="History">What was replayed.</param>
/// <param name="ReplayFailure">Why it failed; null where it did not.</param>
public record WorkflowReplayResult(WorkflowHistory History, Exception? ReplayFailure);
