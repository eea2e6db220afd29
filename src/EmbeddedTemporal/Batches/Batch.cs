using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Batches;

/// <summary>One operation on many runs, in the background. What it has done is stored, so that it goes on after a restart.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="state">How far it is.</param>
internal sealed class Batch(StartBatchOperationRequest request, BatchState state) : IDisposable
{
    private readonly Lock _gate = new();
    private BatchState _state = state;

    public StartBatchOperationRequest Request => request;

    /// <summary>Its progress; do not change it.</summary>
    public BatchState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    public bool IsRunning => State.State == BatchOperationState.Running;

    /// <summary>Spaces its operations.</summary>
    public BatchTurn Turn { get; } = new();

    /// <summary>Stops the work on it: no other run is worked on.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    public void Dispose() => Stopping.Dispose();

    /// <summary>Changes the state, unless it has ended.</summary>
    /// <returns>Whether it had not.</returns>
    public bool TryChange(Action<BatchState> change)
    {
        lock (_gate)
        {
            if (_state.State != BatchOperationState.Running)
            {
                return false;
            }

            var changed = _state.Clone();
            change(changed);
            _state = changed;
            return true;
        }
    }
}
