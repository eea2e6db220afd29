namespace EmbeddedTemporal.Storage;

/// <summary>Files and folders that nobody but their owner may read.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileStream Open(string path, FileMode mode, FileShare share = FileShare.ReadWrite, FileOptions options = FileOptions.None)
    {
        var open = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, Options = options, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            open.UnixCreateMode = ReadWrite;
        }

        return new FileStream(path, open);
    }

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, ReadWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Takes the rights of others away from a file. SQLite gives the -wal and -shm files the mode of the database.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, ReadWrite);
        }
    }
}
