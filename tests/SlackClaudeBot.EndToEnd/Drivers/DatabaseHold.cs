using System.Diagnostics;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Keeps the program's Temporal service from writing to its disk until this is disposed of.</summary>
internal sealed class DatabaseHold : IDisposable
{
    // The byte that SQLite locks to write: https://www.sqlite.org/walformat.html#wal_locks
    private const int WriteLock = 120;

    private static readonly TimeSpan _betweenTries = TimeSpan.FromMilliseconds(1);

    private readonly FileStream _index;

    private DatabaseHold(FileStream index) => _index = index;

    /// <summary>Takes the lock as soon as no commit has it.</summary>
    public static async Task<DatabaseHold> TakeAsync(string dataDirectory)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Parts of files are locked on Linux only.");
        }

        var index = new FileStream(Path.Combine(dataDirectory, "temporal", "temporal.db-shm"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        for (var begun = Stopwatch.StartNew(); ; await Task.Delay(_betweenTries))
        {
            try
            {
                index.Lock(WriteLock, 1);
                return new DatabaseHold(index);
            }
            catch (IOException) when (begun.Elapsed < World.Patience)
            {
                // The program is writing.
            }
        }
    }

    public void Dispose() => _index.Dispose();
}
