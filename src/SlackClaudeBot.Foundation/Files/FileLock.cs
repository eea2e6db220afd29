namespace SlackClaudeBot.Foundation.Files;

/// <summary>A lock between all processes of this host: a file that is open exclusively. The system releases it when the process ends, however it ends.</summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns null if it is held.</summary>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (IOException e) when (FileSharing.IsSharingViolation(e))
        {
            return null;
        }
    }

    /// <summary>Waits until the lock is free, and takes it.</summary>
    public static async Task<FileLock> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(_pollInterval, time, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();
}
