using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Microsoft.Extensions.Logging;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The services that every run uses.</summary>
internal sealed record RunEnvironment(ServiceClock Clock, CommitLog Log, RunReader Reader, TaskQueues Queues, NamespaceRegistry Namespaces, Deadlines Deadlines, ILogger Logger)
{
    /// <summary>The search attributes there are.</summary>
    public required AttributeRegistry Attributes { get; init; }

    /// <summary>Which versions of workers get which tasks.</summary>
    public required DeploymentRouting Routing { get; init; }

    /// <summary>Limits of ids, payloads and histories.</summary>
    public ServiceLimits Limits { get; init; } = new();

    /// <summary>The runs that are damaged on disk.</summary>
    public required Quarantine Quarantine { get; init; }

    /// <summary>Whether a worker that began something before the service started is gone.</summary>
    public Func<string, bool> IsLostWorker { get; init; } = static _ => false;

    /// <summary>Called for each run that closed, once that is on disk.</summary>
    public Action<Run> Closed { get; set; } = static _ => { };

    /// <summary>Called for each open run after a start of the service that has a parent or children.</summary>
    public Action<Run> Resumed { get; set; } = static _ => { };

    /// <summary>Called for each run that was started by a schedule, with its last event, once it and all that follow it have closed.</summary>
    public Action<Run, HistoryEvent> ScheduledRunClosed { get; set; } = static (_, _) => { };

    /// <summary>Starts the run that follows another in its chain.</summary>
    public Action<Run, Successor> StartSuccessor { get; set; } = static (_, _) => { };

    /// <summary>Called for each run that has requests to other workflows, once these are on disk.</summary>
    public Action<Run> DispatchExternalRequests { get; set; } = static _ => { };
}
