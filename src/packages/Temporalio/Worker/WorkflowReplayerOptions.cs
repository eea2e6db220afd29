using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Converters;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Which workflows are replayed, and how.</summary>
public class WorkflowReplayerOptions : ICloneable
{
    /// <summary>The workflows.</summary>
    public IList<WorkflowDefinition> Workflows { get; private set; } = [];

    /// <summary>The namespace that workflows see.</summary>
    public string Namespace { get; set; } = "ReplayNamespace";

    /// <summary>The task queue that workflows see.</summary>
    public string TaskQueue { get; set; } = "ReplayTaskQueue";

    /// <summary>How values and exceptions travel.</summary>
    public DataConverter DataConverter { get; set; } = DataConverter.Default;

    /// <summary>Whether workflow code may stand still, for example at a breakpoint.</summary>
    public bool DebugMode { get; set; } = TemporalWorkerOptions.DebugModeByDefault;

    /// <summary>Where it logs.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Exceptions that fail a workflow, where others fail the workflow task.</summary>
    public IReadOnlyCollection<Type>? WorkflowFailureExceptionTypes { get; set; }

    /// <summary>Adds a workflow.</summary>
    public WorkflowReplayerOptions AddWorkflow<T>() => AddWorkflow(typeof(T));

    /// <summary>Adds a workflow.</summary>
    public WorkflowReplayerOptions AddWorkflow(Type type) => AddWorkflow(WorkflowDefinition.Create(type));

    /// <summary>Adds a workflow.</summary>
    public WorkflowReplayerOptions AddWorkflow(WorkflowDefinition definition)
    {
        Workflows.Add(definition);
        return this;
    }

    /// <summary>A copy with a list of its own.</summary>
    public virtual object Clone()
    {
        var copy = (WorkflowReplayerOptions)MemberwiseClone();
        copy.Workflows = [.. Workflows];
        return copy;
    }
}
