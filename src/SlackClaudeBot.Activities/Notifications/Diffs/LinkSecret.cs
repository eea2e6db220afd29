using System.Security.Cryptography;

namespace SlackClaudeBot.Activities.Notifications.Diffs;

/// <summary>The key that signs links: made once, kept for this host's owner alone.</summary>
public sealed class LinkSecret(DataDirectory data)
{
    private const int Bytes = 32;

    private readonly Lazy<byte[]> _value = new(() => ReadOrMake(Path.Combine(data.Folder("secrets"), "links.key")));

    public ReadOnlyMemory<byte> Value => _value.Value;

    private static byte[] ReadOrMake(string file)
    {
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: Bytes } kept)
            return kept;

        var made = RandomNumberGenerator.GetBytes(Bytes);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(made);
        stream.Flush(flushToDisk: true);
        return made;
    }
}
