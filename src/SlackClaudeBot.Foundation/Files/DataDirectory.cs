namespace SlackClaudeBot.Foundation.Files;

/// <summary>The folder in which this host keeps everything (<c>DATA_DIR</c>): for its owner alone.</summary>
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

    /// <summary>A folder under the root that only its owner may enter, made where it is missing.</summary>
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

    /// <summary>Makes the root, or takes the rights of others away from one that somebody made before.</summary>
    public void KeepOthersOut()
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
            // Somebody else's, as volumes of containers may be: the folders in it are for this user alone all the same.
        }
    }
}
