using System.Threading.Channels;
using EmbeddedTemporal.Storage;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// Delivers signals and cancellations from run to run: those of one sender in their order, each once it is on disk. A request without an
/// answer is part of its run's state, so nothing else has to be stored, and a start of the service delivers it again.
/// </summary>
internal sealed partial class ExternalDelivery : IAsyncDisposable
{
    // A run is in it at most once.
    private readonly Channel<Run> _senders = Channel.CreateUnbounded<Run>(new UnboundedChannelOptions { SingleReader = true });
    private readonly RunEnvironment _environment;
    private readonly RunRegistry _runs;
    private readonly Task _delivering;
    private volatile bool _stopping;

    public ExternalDelivery(RunEnvironment environment, RunRegistry runs)
    {
        _environment = environment;
        _runs = runs;
        environment.DispatchExternalRequests = sender => _ = _senders.Writer.TryWrite(sender);
        _delivering = DeliverAsync();
    }

    /// <summary>Leaves the rest for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _ = _senders.Writer.TryComplete();
        await _delivering.ConfigureAwait(false);
    }

    private async Task DeliverAsync()
    {
        await foreach (var sender in _senders.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                while (!_stopping && sender.ExternalRequests.Next() is { } request)
                {
                    Deliver(sender, request);
                }
            }
            catch (DatabaseException e) when (e.MayPass)
            {
                sender.ExternalRequests.DeliverLater();
            }
            catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
            {
                // The commit log has said so; nothing more can be written.
            }
            catch (Exception e)
            {
                Log.Failed(_environment.Logger, sender.WorkflowId, sender.RunId, e);
            }
        }
    }

    private void Deliver(Run sender, ExternalRequest request)
    {
        if (_environment.Namespaces.Find(request.Namespace) is null)
        {
            sender.ExternalRequests.Reject(request, SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound);
            return;
        }

        // As in the real service, no run of a workflow is external to another of the same one.
        var isOwn = request.Namespace == sender.Namespace && request.Target.WorkflowId == sender.WorkflowId;
        if (isOwn || _runs.Find(request.Namespace, request.Target.WorkflowId, request.Target.RunId) is not { } target)
        {
            sender.ExternalRequests.Reject(request, SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound);
            return;
        }

        sender.ExternalRequests.Deliver(request, target);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A request of workflow {WorkflowId} ({RunId}) to another workflow could not be delivered; the next start tries again")]
        public static partial void Failed(ILogger logger, string workflowId, string runId, Exception exception);
    }
}
