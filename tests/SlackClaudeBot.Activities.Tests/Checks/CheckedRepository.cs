using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Tests.Repositories;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Tests.Checks;

/// <summary>A mirror on the host, and the agent's clone of it in a process sandbox, whose files are the host's.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class CheckedRepository
{
    private const string Branch = "fix/claude-abc123";

    private readonly DataDirectory _data;

    private CheckedRepository(DataDirectory data, ClonedRepository cloned) => (_data, Cloned) = (data, cloned);

    internal ClonedRepository Cloned { get; }

    internal string Directory => Cloned.Directory;

    /// <summary>Makes a repository whose base commit has these files.</summary>
    internal static CheckedRepository Create(DataDirectory data, ISandbox sandbox, string name, params (string Path, string Content)[] files)
    {
        var mirror = Path.Combine(data.Mirrors, "github.com", "acme", name, "mirror.git");
        var directory = Path.Combine(sandbox.Workspace, name);
        System.IO.Directory.CreateDirectory(directory);
        World.Shell(directory, "init", "--quiet", "--initial-branch=main");
        Write(directory, [("README.md", name), .. files]);
        World.Shell(directory, "add", "--all", "--force");
        World.Shell(directory, "commit", "--quiet", "-m", "Base");
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(mirror)!);
        World.Shell(directory, "clone", "--quiet", "--bare", directory, mirror);
        World.Shell(directory, "checkout", "--quiet", "-b", Branch);
        var commit = World.Shell(directory, "rev-parse", "HEAD").Trim();
        return new CheckedRepository(data, new ClonedRepository($"acme/{name}", directory, "main", commit, Branch));
    }

    /// <summary>The agent writes files, which are collected: those that .gitignore names are not.</summary>
    internal RepositoryChanges Change(params (string Path, string Content)[] files)
    {
        Write(Directory, files);
        World.Shell(Directory, "add", "--all");
        World.Shell(Directory, "commit", "--quiet", "--allow-empty", "-m", "Change");
        var bundle = $"abc123/fix-1.{Cloned.Name.Replace('/', '.')}.bundle";
        System.IO.Directory.CreateDirectory(Path.Combine(_data.Artifacts, "abc123"));
        World.Shell(Directory, "bundle", "create", "--quiet", Path.Combine(_data.Artifacts, bundle), $"^{Cloned.BaseCommit}", $"refs/heads/{Branch}");
        return new RepositoryChanges(Cloned.Name, files.Length, 1, 1, World.Shell(Directory, "rev-parse", "HEAD").Trim(), [], new(bundle, 1));
    }

    private static void Write(string directory, IEnumerable<(string Path, string Content)> files)
    {
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(directory, path);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
            if (content.StartsWith("#!", StringComparison.Ordinal))
            {
                File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("755", 8));
            }
        }
    }
}
