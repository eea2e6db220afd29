using System.Threading.Channels;
using EmbeddedTemporal.Storage;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// Delivers signals, cancellations and starts of children from run to run: those of one sender in their order, each once it is on disk. A request without an
/// answer is part of its run's state, so nothing else has to be stored, and a start of the service delivers it again.
/// </summary>
internal sealed partial class ExternalDelivery : IAsyncDisposable
{
    // How soon a delivery that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    private readonly Channel<(Run Run, Occasion Occasion)> _runs = Channel.CreateUnbounded<(Run, Occasion)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly RunEnvironment _environment;
    private readonly RunRegistry _registry;
    private readonly ChildStarter _children;
    private readonly FamilyDelivery _family;
    private readonly Task _delivering;
    private volatile bool _stopping;

    public ExternalDelivery(RunEnvironment environment, RunRegistry registry)
    {
        _environment = environment;
        _registry = registry;
        _children = new ChildStarter(environment, registry);
        _family = new FamilyDelivery(registry);
        environment.DispatchExternalRequests = sender => Add(sender, Occasion.Requests);
        environment.Resumed = run => Add(run, Occasion.Resumed);
        environment.Closed += run =>
        {
            if (run.HasFamily)
            {
                Add(run, Occasion.Closed);
            }
        };
        _delivering = DeliverAsync();
    }

    /// <summary>Why a run is looked at.</summary>
    private enum Occasion
    {
        /// <summary>It has requests to others.</summary>
        Requests,

        /// <summary>It has closed: its parent is told, its children end as their policies say.</summary>
        Closed,

        /// <summary>It is open after a start of the service: its parent or its children may have closed before.</summary>
        Resumed,
    }

    /// <summary>Leaves the rest for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _ = _runs.Writer.TryComplete();
        await _delivering.ConfigureAwait(false);
    }

    private void Add(Run run, Occasion occasion) => _ = _runs.Writer.TryWrite((run, occasion));

    private async Task DeliverAsync()
    {
        await foreach (var (run, occasion) in _runs.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Deliver(run, occasion);
            }
            catch (DatabaseException e) when (e.MayPass)
            {
                if (occasion == Occasion.Requests)
                {
                    run.ExternalRequests.DeliverLater();
                }
                else
                {
                    _ = Task.Delay(_retry).ContinueWith(_ => Add(run, occasion), TaskScheduler.Default);
                }
            }
            catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
            {
                // The commit log has said so; nothing more can be written.
            }
            catch (Exception e)
            {
                Log.Failed(_environment.Logger, run.WorkflowId, run.RunId, e);
            }
        }
    }

    private void Deliver(Run run, Occasion occasion)
    {
        switch (occasion)
        {
            case Occasion.Closed:
                _family.Closed(run);
                break;
            case Occasion.Resumed:
                _family.Resumed(run);
                break;
            default:
                while (!_stopping && run.ExternalRequests.Next() is { } request)
                {
                    Deliver(run, request);
                }

                break;
        }
    }

    private void Deliver(Run sender, ExternalRequest request)
    {
        if (request.Start is not null)
        {
            _children.Start(sender, request);
            return;
        }

        if (_environment.Namespaces.Find(request.Namespace) is null)
        {
            sender.ExternalRequests.Reject(request, SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound);
            return;
        }

        // As in the real service, no run of a workflow is external to another of the same one.
        var isOwn = request.Namespace == sender.Namespace && request.Target.WorkflowId == sender.WorkflowId;
        if (isOwn || _registry.Find(request.Namespace, request.Target.WorkflowId, request.Target.RunId) is not { } target)
        {
            sender.ExternalRequests.Reject(request, SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound);
            return;
        }

        // A child is known by the first run of its chain.
        var current = request.IsForChild ? Chain.Current(_registry, target) ?? target : target;
        sender.ExternalRequests.Deliver(request, current);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A request of workflow {WorkflowId} ({RunId}) to another workflow could not be delivered; the next start tries again")]
        public static partial void Failed(ILogger logger, string workflowId, string runId, Exception exception);
    }
}
