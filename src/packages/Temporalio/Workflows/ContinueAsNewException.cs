using Temporalio.Exceptions;

namespace Temporalio.Workflows;

/// <summary>Thrown by a workflow to end this run and begin another. Made by <see cref="Workflow.CreateContinueAsNewException(string, IReadOnlyCollection{object?}, ContinueAsNewOptions?)"/>.</summary>
public class ContinueAsNewException : TemporalException
{
    internal ContinueAsNewException(string workflow, IReadOnlyCollection<object?> args, ContinueAsNewOptions? options)
        : base("Continue as new") => (Workflow, Args, Options) = (workflow, args, options ?? new());

    internal string Workflow { get; }

    internal IReadOnlyCollection<object?> Args { get; }

    internal ContinueAsNewOptions Options { get; }
}
