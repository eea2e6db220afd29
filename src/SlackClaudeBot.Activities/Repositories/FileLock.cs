using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>A lock among all processes of this host: an open file. A process that dies lets it go.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until the lock is free.</summary>
    internal static async Task<FileLock> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (HeldFiles.IsHeld(e))
            {
                await Task.Delay(_pause, time, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
