using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Hosting;

/// <summary>Keeps two programs from working in one data directory.</summary>
internal sealed class DataDirectoryLock : IAsyncDisposable, IDisposable
{
    public const string FileName = "lock";

    private readonly FileLock _lock;

    private DataDirectoryLock(FileLock taken) => _lock = taken;

    /// <summary>Locks the directory for this process, and restricts it to its user.</summary>
    /// <exception cref="StartException">Another process has it, or it cannot be used.</exception>
    public static DataDirectoryLock Acquire(DataDirectory directory) => TryAcquire(directory)
        ?? throw new StartException($"Another SlackClaudeBot works in {directory.Root}. Stop it, or set DATA_DIR to another folder.");

    /// <summary>As above, but null if another process has the directory.</summary>
    /// <exception cref="StartException">The directory cannot be used.</exception>
    public static DataDirectoryLock? TryAcquire(DataDirectory directory)
    {
        try
        {
            directory.RestrictToOwner();
            return FileLock.TryAcquire(Path.Combine(directory.Root, FileName)) is { } taken ? new DataDirectoryLock(taken) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"DATA_DIR cannot be used: {e.Message} Give {directory.Root} to the user that this program runs as, or set another folder.", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
