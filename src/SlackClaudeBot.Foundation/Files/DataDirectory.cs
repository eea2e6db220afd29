namespace SlackClaudeBot.Foundation.Files;

/// <summary>The folder in which this host keeps everything (<c>DATA_DIR</c>). Only its owner can enter it.</summary>
/// <param name="root">Its absolute path.</param>
public sealed class DataDirectory(string root)
{
    /// <summary>The permissions of folders that only their owner may enter.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Bare mirrors of repositories, mounted read-only into sandboxes.</summary>
    public string Mirrors => Folder("mirrors");

    /// <summary>Artifacts by task.</summary>
    public string Artifacts => Folder("artifacts");

    /// <summary>The folders of process sandboxes.</summary>
    public string Sandboxes => Folder("sandboxes");

    /// <summary>Clean bare repositories in which bundles are checked; removed after use.</summary>
    public string Pushes => Folder("pushes");

    /// <summary>Tools that were installed for the playground, for example Claude Code.</summary>
    public string Tools => Folder("tools");

    /// <summary>A folder under the root that only its owner may enter; it is created if it is missing.</summary>
    public string Folder(string name)
    {
        var path = Path.Combine(Root, name);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(Root, OwnerOnly);
            Directory.CreateDirectory(path, OwnerOnly);
        }

        return path;
    }

    /// <summary>Creates the root, or removes the permissions of others from one that already exists.</summary>
    public void RestrictToOwner()
    {
        Folder(".");
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(Root) & ~OwnerOnly) == 0)
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(Root, OwnerOnly);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user owns the root, as with volumes of containers; the folders in it are still for this user alone.
        }
    }
}
