using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>Statements that concern no single run.</summary>
internal sealed class Housekeeping(Action<SqliteConnection> statements) : ILogEntry
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public bool JoinsPrevious { get; set; }

    /// <summary>What was refused is not written later: whoever asked for it may do so again.</summary>
    public void Write(RunWriter writer)
    {
        if (!_done.Task.IsCompleted)
        {
            statements(writer.Connection);
        }
    }

    public void Succeed() => _ = _done.TrySetResult();

    public void Refuse(Exception reason) => _ = _done.TrySetException(reason);
}
