using System.Collections.Concurrent;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Batches;

/// <summary>The batches there are: those that run, and those that ended not longer ago than closed runs are kept.</summary>
internal sealed class BatchRegistry : IAsyncDisposable
{
    // Each has its own loop.
    private const int MaxRunning = 20;

    private readonly ConcurrentDictionary<(string Namespace, string JobId), Batch> _batches = new();
    private readonly ConcurrentDictionary<Batch, Task> _work = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _starting = new();
    private readonly BatchStore _store;
    private readonly BatchWorker _worker;
    private readonly TimeProvider _time;
    private readonly TimeSpan _retention;

    public BatchRegistry(RunReader reader, BatchStore store, BatchWorker worker, TimeProvider time, TimeSpan retention)
    {
        (_store, _worker, _time, _retention) = (store, worker, time, retention);
        foreach (var batch in reader.Read(BatchStore.Read))
        {
            _batches[(batch.Request.Namespace, batch.Request.JobId)] = batch;
        }
    }

    /// <summary>Goes on with the batches that ran when the service stopped.</summary>
    public void Resume()
    {
        foreach (var batch in _batches.Values.Where(b => b.IsRunning))
        {
            Work(batch);
        }
    }

    /// <summary>Starts a batch. One that was started before with the same request is left as it is.</summary>
    /// <exception cref="RpcException">The job's id is used by another request, or too many batches run.</exception>
    public async Task StartAsync(StartBatchOperationRequest request)
    {
        await RemoveOldAsync().ConfigureAwait(false);
        var (batch, isNew) = Add(request);
        if (!isNew)
        {
            return;
        }

        try
        {
            await _store.WriteAsync(batch).ConfigureAwait(false);
        }
        catch (DatabaseException)
        {
            _ = _batches.TryRemove((request.Namespace, request.JobId), out _);
            throw;
        }

        Work(batch);
    }

    public Batch Get(string @namespace, string jobId) => jobId.Length == 0 ? throw Errors.Invalid("JobId is not set on request.")
        : _batches.GetValueOrDefault((@namespace, jobId)) ?? throw Errors.WorkflowNotFound(jobId);

    /// <summary>Stops a batch: what it has not done yet is not done.</summary>
    /// <exception cref="RpcException">It has ended.</exception>
    public async Task StopAsync(Batch batch, string reason, string identity)
    {
        var stopped = batch.TryChange(state =>
        {
            _worker.End(state, BatchOperationState.Failed);
            (state.StopReason, state.StopIdentity) = (reason, identity);
        });
        if (!stopped)
        {
            throw Errors.AlreadyCompleted();
        }

        await batch.Stopping.CancelAsync().ConfigureAwait(false);
        await _store.WriteAsync(batch).ConfigureAwait(false);
    }

    /// <summary>The batches of a namespace, the latest first.</summary>
    public IEnumerable<Batch> List(string @namespace) => _batches.Where(b => b.Key.Namespace == @namespace).Select(b => b.Value)
        .OrderByDescending(b => b.State.StartTime.ToDateTimeOffset()).ThenBy(b => b.Request.JobId, StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work.Values).ConfigureAwait(false);
        foreach (var batch in _batches.Values)
        {
            batch.Dispose();
        }

        _stopping.Dispose();
    }

    private (Batch Batch, bool IsNew) Add(StartBatchOperationRequest request)
    {
        var total = request.VisibilityQuery.Length > 0 ? Count(request) : BatchCheck.Executions(request).Count();
        lock (_starting)
        {
            if (_batches.TryGetValue((request.Namespace, request.JobId), out var known))
            {
                return known.Request.Equals(request) ? (known, false)
                    : throw Errors.AlreadyStarted($"Batch operation is already started. JobId: {request.JobId}.", "", "");
            }

            if (_batches.Values.Count(b => b.IsRunning) >= MaxRunning)
            {
                throw Errors.Refusal(StatusCode.ResourceExhausted, "Max concurrent batch operations is reached");
            }

            var batch = new Batch(request, new BatchState { State = BatchOperationState.Running, StartTime = Timestamp.FromDateTimeOffset(_time.GetUtcNow()), Total = total });
            _batches[(request.Namespace, request.JobId)] = batch;
            return (batch, true);
        }
    }

    private long Count(StartBatchOperationRequest request)
    {
        try
        {
            return _worker.Count(request.Namespace, request.VisibilityQuery);
        }
        catch (ListQueryException e)
        {
            throw Errors.Invalid($"invalid query: {e.Message}");
        }
    }

    private void Work(Batch batch)
    {
        var work = Task.Run(() => _worker.WorkAsync(batch, _stopping.Token));
        _work[batch] = work;
        _ = work.ContinueWith(_ => _work.TryRemove(batch, out Task? _), TaskScheduler.Default);
    }

    private async Task RemoveOldAsync()
    {
        var limit = _time.GetUtcNow() - _retention;
        foreach (var (key, batch) in _batches.Where(b => b.Value.State.CloseTime?.ToDateTimeOffset() < limit))
        {
            await _store.RemoveAsync(batch).ConfigureAwait(false);
            _ = _batches.TryRemove(key, out _);
            batch.Dispose();
        }
    }
}
