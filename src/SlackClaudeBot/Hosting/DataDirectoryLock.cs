using SlackClaudeBot.Activities;

namespace SlackClaudeBot.Hosting;

/// <summary>Keeps two programs from working in one data directory. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataDirectoryLock : IAsyncDisposable
{
    public const string FileName = "lock";

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory for this process.</summary>
    /// <exception cref="StartException">Another process has it.</exception>
    public static DataDirectoryLock Take(DataDirectory directory)
    {
        try
        {
            return new DataDirectoryLock(new FileStream(
                Path.Combine(directory.Folder("."), FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new StartException(
                $"Another SlackClaudeBot works in {directory.Root}. Stop it, or give this one a DATA_DIR of its own.", e);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
