namespace EmbeddedTemporal.Storage;

/// <summary>Whether a change is on disk. It may be refused for now and get there all the same.</summary>
internal sealed class Durability
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _reached;

    /// <summary>Ends once the change is on disk; fails where the database did, or cannot take it for now.</summary>
    public Task Task => _reached ? Task.CompletedTask : _answer.Task;

    public void Reach()
    {
        _reached = true;
        _ = _answer.TrySetResult();
    }

    /// <summary>Answers whoever waits that it is not on disk.</summary>
    public void Refuse(Exception reason) => _ = _answer.TrySetException(reason);
}
