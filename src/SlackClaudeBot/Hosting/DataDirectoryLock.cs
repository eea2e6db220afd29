using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Hosting;

/// <summary>Keeps two programs from working in one data directory. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataDirectoryLock : IAsyncDisposable
{
    public const string FileName = "lock";

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory for this process, and for its user alone.</summary>
    /// <exception cref="StartException">Another process has it, or it cannot be used.</exception>
    public static DataDirectoryLock Take(DataDirectory directory)
    {
        try
        {
            directory.KeepOthersOut();
            return new DataDirectoryLock(new FileStream(
                Path.Combine(directory.Root, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (HeldFiles.IsHeld(e))
        {
            throw new StartException(
                $"Another SlackClaudeBot works in {directory.Root}. Stop it, or give this one a DATA_DIR of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"DATA_DIR cannot be used: {e.Message} Give {directory.Root} to the user that this program runs as, or set another folder.", e);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
