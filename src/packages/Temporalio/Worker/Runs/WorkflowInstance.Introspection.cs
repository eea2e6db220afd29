using Temporalio.Api.Sdk.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>What a workflow tells of itself to Temporal's UI.</content>
internal sealed partial class WorkflowInstance
{
    private readonly LinkedList<string> _waits = [];

    private string StackTraces() => _settings.StackTrace == WorkflowStackTrace.None
        ? throw new InvalidOperationException("Workflow stack traces are not enabled on this worker")
        : string.Join(Environment.NewLine + Environment.NewLine, _waits);

    private WorkflowMetadata Metadata()
    {
        var metadata = new WorkflowMetadata { CurrentDetails = CurrentDetails, Definition = new() { Type = Info.WorkflowType } };
        metadata.Definition.SignalDefinitions.AddRange(_signals.Values.Append(_dynamicSignal).OfType<WorkflowSignalDefinition>()
            .Select(s => new WorkflowInteractionDefinition { Name = s.Name ?? string.Empty, Description = s.Description ?? string.Empty })
            .OrderBy(s => s.Name, StringComparer.Ordinal));
        metadata.Definition.QueryDefinitions.AddRange(_queries.Values.Append(DynamicQuery).OfType<WorkflowQueryDefinition>()
            .Select(q => new WorkflowInteractionDefinition { Name = q.Name ?? string.Empty, Description = q.Description ?? string.Empty })
            .OrderBy(q => q.Name, StringComparer.Ordinal));
        return metadata;
    }

    /// <summary>Waits, and keeps the stack of who waits for as long as that takes.</summary>
    private async Task<T> TracedAsync<T>(string? stack, Func<Task<T>> wait)
    {
        if (stack is null)
        {
            return await wait();
        }

        var node = _waits.AddLast(stack);
        try
        {
            return await wait();
        }
        finally
        {
            _waits.Remove(node);
        }
    }

    private string? StackOfCaller() => _settings.StackTrace == WorkflowStackTrace.None ? null : Environment.StackTrace;
}
