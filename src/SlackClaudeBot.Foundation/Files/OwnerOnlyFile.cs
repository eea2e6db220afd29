namespace SlackClaudeBot.Foundation.Files;

/// <summary>Files that only their owner can read.</summary>
public static class OwnerOnlyFile
{
    private const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file for exclusive use; a file that it creates belongs to its owner alone.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="mode">Whether it is created.</param>
    /// <param name="access">What it is opened for.</param>
    /// <param name="options">For example asynchronous use.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileOptions options = FileOptions.None)
    {
        var opening = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, Options = options };
        if (!OperatingSystem.IsWindows())
        {
            opening.UnixCreateMode = ReadAndWrite;
        }

        return new FileStream(path, opening);
    }

    /// <summary>Returns the file's content. A file that is missing or has another length is created first.</summary>
    public static byte[] ReadOrCreate(string path, int length, Func<byte[]> create)
    {
        if (File.Exists(path) && File.ReadAllBytes(path) is var content && content.Length == length)
        {
            return content;
        }

        content = create();
        Write(path, content);
        return content;
    }

    /// <summary>Writes the whole file or nothing; it is on disk when this returns.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        using (var file = Open(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
