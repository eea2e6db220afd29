using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>The folder of a process sandbox: its home, workspace and temporary files.</summary>
internal sealed class SandboxFolder(string parent, string name)
{
    public const string OwnerSuffix = ".owner.json";

    private static readonly EnumerationOptions _everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = true,
        RecurseSubdirectories = true,
    };

    public string Name { get; } = name;

    public string Root { get; } = Path.Combine(parent, name);

    /// <summary>Beside the folder, out of the agent's way.</summary>
    public string OwnerFile => Root + OwnerSuffix;

    private string Detached => Path.Combine(parent, $".{Name}.removed");

    public string Home => Path.Combine(Root, "home");

    public string Workspace => Path.Combine(Root, "workspace");

    public string Temporary => Path.Combine(Root, "tmp");

    public void Create()
    {
        // Under another name until it is whole: a folder that exists is complete.
        var draft = Path.Combine(Path.GetDirectoryName(Root)!, $".{Name}.{Guid.NewGuid():N}");
        foreach (var folder in new[] { draft, Inside(draft, Home), Inside(draft, Workspace), Inside(draft, Temporary) })
        {
            CreatePrivate(folder);
        }

        try
        {
            Directory.Move(draft, Root);
        }
        catch (IOException) when (Directory.Exists(Root))
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    /// <summary>Empties everything but the workspace.</summary>
    public void Renew()
    {
        foreach (var folder in new[] { Home, Temporary })
        {
            DeleteTree(folder);
            CreatePrivate(folder);
        }
    }

    /// <summary>Closes the sandbox to its users: nothing starts in it any more.</summary>
    public void Detach()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        DeleteDetached();
        Directory.Move(Root, Detached);
    }

    /// <summary>Deletes what was detached, and the owner last: until then the next sweep finds what remains.</summary>
    public void Delete()
    {
        DeleteDetached();
        File.Delete(OwnerFile);
    }

    /// <summary>Bytes in files under a folder; links are not followed.</summary>
    public static long Measure(string root, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", _everything))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A file may go between being listed and being asked.
            if (file.Exists && file.LinkTarget is null)
            {
                bytes += file.Length;
            }
        }

        return bytes;
    }

    private void DeleteDetached() => DeleteTree(Detached);

    private static void DeleteTree(string folder)
    {
        if (new FileInfo(folder).LinkTarget is not null || File.Exists(folder))
        {
            // The agent may have replaced its folder by a link.
            File.Delete(folder);
        }

        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        // The agent may have taken rights away from its own folders.
        catch (Exception e) when (e is UnauthorizedAccessException or IOException && Directory.Exists(folder))
        {
            MakeWritable(new DirectoryInfo(folder));
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Inside(string draft, string folder) => Path.Combine(draft, Path.GetRelativePath(Root, folder));

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, DataDirectory.OwnerOnly);
        }
    }

    private static void MakeWritable(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null || OperatingSystem.IsWindows())
        {
            return;
        }

        folder.UnixFileMode = DataDirectory.OwnerOnly;
        foreach (var child in folder.EnumerateDirectories())
        {
            MakeWritable(child);
        }
    }
}
