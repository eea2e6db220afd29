namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Keeps the program's Temporal service from writing to its disk until this is disposed of.</summary>
internal sealed class DatabaseHold : IDisposable
{
    // The byte that SQLite locks to write: https://www.sqlite.org/walformat.html#wal_locks
    private const int WriteLock = 120;

    private readonly FileStream _index;

    public DatabaseHold(string dataDirectory)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Parts of files are locked on Linux only.");
        }

        _index = new FileStream(Path.Combine(dataDirectory, "temporal", "temporal.db-shm"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _index.Lock(WriteLock, 1);
    }

    public void Dispose() => _index.Dispose();
}
