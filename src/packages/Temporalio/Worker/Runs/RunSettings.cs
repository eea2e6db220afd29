using Microsoft.Extensions.Logging;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <summary>What all runs of a worker have in common.</summary>
internal sealed record RunSettings
{
    public static readonly TimeSpan DefaultDeadlockTimeout = TimeSpan.FromSeconds(2);

    public required string Namespace { get; init; }

    public required string TaskQueue { get; init; }

    public required IReadOnlyCollection<WorkflowDefinition> Workflows
    {
        init
        {
            Dynamic = value.SingleOrDefault(d => d.Name is null);
            ByName = value.Where(d => d.Name is not null).ToDictionary(d => d.Name!);
        }
    }

    public required DataConverter DataConverter { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public IReadOnlyCollection<Type> FailureExceptionTypes { get; init; } = [];

    public WorkflowStackTrace StackTrace { get; init; }

    /// <summary>How long a workflow may keep its thread; null for ever.</summary>
    public TimeSpan? DeadlockTimeout { get; init; } = DefaultDeadlockTimeout;

    /// <summary>The clock of that.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private Dictionary<string, WorkflowDefinition> ByName { get; init; } = [];

    private WorkflowDefinition? Dynamic { get; init; }

    public WorkflowDefinition Find(string type) => ByName.GetValueOrDefault(type) ?? Dynamic ?? throw new ApplicationFailureException(
        $"Workflow type {type} is not registered on this worker, available workflows: {string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal))}",
        errorType: "NotFoundError");
}
