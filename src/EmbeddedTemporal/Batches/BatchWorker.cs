using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Batches;

/// <summary>
/// Works on batches, page by page, and stores after each page how far the batch is. A page that a crash interrupts is repeated, which
/// changes nothing for runs that it had reached. A list keeps the order that it had when its first page was read, so that no run is missed.
/// </summary>
internal sealed partial class BatchWorker(BatchStore store, BatchOperation operation, VisibilityStore visibility, AttributeRegistry attributes, TimeProvider time, int pageSize, ILogger logger)
{
    // How soon a page that could not be written is tried again.
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    /// <summary>How many runs a query finds.</summary>
    /// <exception cref="ListQueryException">It cannot be understood.</exception>
    public long Count(string @namespace, string query) => visibility.Count(@namespace, Parse(@namespace, query));

    /// <summary>Works until the batch has ended or is stopped.</summary>
    public async Task WorkAsync(Batch batch, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, batch.Stopping.Token);
        while (batch.IsRunning && !stop.IsCancellationRequested)
        {
            try
            {
                await WorkOnPageAsync(batch, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (DatabaseException e) when (e.MayPass)
            {
                await Task.Delay(_retry, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
            {
                // The commit log has said so; nothing more can be written.
                return;
            }
            catch (Exception e)
            {
                Log.Failed(logger, batch.Request.JobId, e);
                await EndAsync(batch, BatchOperationState.Failed).ConfigureAwait(false);
            }
        }
    }

    private async Task WorkOnPageAsync(Batch batch, CancellationToken stopping)
    {
        var (executions, next) = NextPage(batch);
        var (completed, failed) = (0L, 0L);
        foreach (var execution in executions)
        {
            await WaitForTurnAsync(batch, stopping).ConfigureAwait(false);
            if (await TryApplyAsync(batch, execution).ConfigureAwait(false))
            {
                completed++;
            }
            else
            {
                failed++;
            }
        }

        _ = batch.TryChange(state =>
        {
            state.Completed += completed;
            state.Failed += failed;
            state.Cursor = next;
            if (next.IsEmpty)
            {
                End(state, BatchOperationState.Completed);
            }
        });
        await store.WriteAsync(batch).ConfigureAwait(false);
    }

    /// <summary>The executions of the next page, and the token of the page after it; empty if there is none.</summary>
    private (IReadOnlyList<WorkflowExecution> Executions, ByteString Next) NextPage(Batch batch)
    {
        var (request, cursor) = (batch.Request, batch.State.Cursor);
        if (request.VisibilityQuery.Length == 0)
        {
            return ([.. BatchCheck.Executions(request)], ByteString.Empty);
        }

        var page = visibility.List(request.Namespace, Parse(request.Namespace, request.VisibilityQuery), pageSize, cursor);
        return ([.. page.Executions.Select(e => e.Execution)], page.NextPageToken);
    }

    private async Task<bool> TryApplyAsync(Batch batch, WorkflowExecution execution)
    {
        try
        {
            await operation.ApplyAsync(batch.Request, execution).ConfigureAwait(false);
            return true;
        }
        catch (RpcException e)
        {
            // As in the real service: a run that has ended, or is gone, needs nothing more.
            return e.StatusCode == StatusCode.NotFound;
        }
        catch (DamagedRunException)
        {
            return false;
        }
    }

    private async Task WaitForTurnAsync(Batch batch, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (batch.Request.MaxOperationsPerSecond > 0)
        {
            await batch.Turn.WaitAsync(batch.Request.MaxOperationsPerSecond, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(Batch batch, BatchOperationState state)
    {
        _ = batch.TryChange(s => End(s, state));
        await store.WriteAsync(batch).ConfigureAwait(false);
    }

    /// <summary>The batch ends now.</summary>
    public void End(BatchState state, BatchOperationState how)
    {
        state.State = how;
        state.CloseTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time.GetUtcNow());
    }

    private ListQuery Parse(string @namespace, string query) => ListQueryParser.Parse(query, name => attributes.Find(@namespace, name));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The batch operation {JobId} has failed")]
        public static partial void Failed(ILogger logger, string jobId, Exception exception);
    }
}
