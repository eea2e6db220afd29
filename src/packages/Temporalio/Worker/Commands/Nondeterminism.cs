using Temporalio.Exceptions;

namespace Temporalio.Worker.Commands;

/// <summary>Workflow code did on replay what it had not done before.</summary>
internal static class Nondeterminism
{
    // The number is the one that all Temporal SDKs use for this error.
    private const string Prefix = "[TMPRL1100] Nondeterminism error: ";

    public static WorkflowNondeterminismException Of(string message) => new(Prefix + message);
}
