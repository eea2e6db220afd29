namespace SlackClaudeBot.Foundation.Files;

/// <summary>Files that only their owner may read, written whole or not at all.</summary>
public static class OwnerOnlyFile
{
    /// <summary>The file's content; where it is missing or of another length, it is made anew.</summary>
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

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
