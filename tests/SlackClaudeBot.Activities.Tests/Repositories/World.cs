using System.Diagnostics;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>A git server with repositories, a host with its data directory, and a sandbox.</summary>
internal sealed class World : IAsyncDisposable
{
    internal const string Branch = "fix/claude-task1";

    private World(string root, GitServer server)
    {
        (Root, Server) = (root, server);
        Data = new DataDirectory(Path.Combine(root, "data"));
        Options = new GitHubOptions { Url = server.Address.AbsoluteUri, ApiUrl = server.Address.AbsoluteUri, Token = server.Token };
        Sandbox = new FolderSandbox(Path.Combine(root, "sandbox"), Data.Mirrors);
        Artifacts = new FileArtifactStore(Data);
        var options = Options;
        Git = new Git(TimeProvider.System, Logs.For<Git>());
        Files = new BotFiles(Artifacts, options);
        Mirrors = new Mirrors(Data, Git, new StaticTokens(options), options, TimeProvider.System, Logs.For<Mirrors>());
        Cloning = new RepositoryCloner(Mirrors, Artifacts, Files, options);
        Collecting = new ChangeCollector(Mirrors, Git, Data, Artifacts, options);
        Pushing = new BranchPusher(Mirrors, Git, Data, Artifacts, options, Logs.For<BranchPusher>());
    }

    internal string Root { get; }

    internal GitServer Server { get; }

    internal DataDirectory Data { get; }

    internal GitHubOptions Options { get; }

    internal FolderSandbox Sandbox { get; private set; }

    internal FileArtifactStore Artifacts { get; }

    internal KeptLogs Logs { get; } = new();

    internal Git Git { get; }

    internal BotFiles Files { get; }

    internal Mirrors Mirrors { get; }

    internal RepositoryCloner Cloning { get; }

    internal ChangeCollector Collecting { get; }

    internal BranchPusher Pushing { get; }

    private string Remotes => Path.Combine(Root, "remotes");

    internal static async Task<World> CreateAsync(params string[] repositories)
    {
        var root = Directory.CreateTempSubdirectory("world-").FullName;
        var world = new World(root, await GitServer.StartAsync(Path.Combine(root, "remotes")));
        foreach (var repository in repositories)
        {
            world.AddRepository(repository);
        }

        return world;
    }

    /// <summary>Makes a repository on the server with one commit on main.</summary>
    internal void AddRepository(string name)
    {
        var bare = Remote(name);
        Directory.CreateDirectory(bare);
        Shell(bare, "init", "--quiet", "--bare", "--initial-branch=main");
        var work = Path.Combine(Root, "authors", name);
        Directory.CreateDirectory(work);
        Shell(work, "init", "--quiet", "--initial-branch=main");
        Shell(work, "remote", "add", "origin", bare);
        CommitRemote(name, "README.md", $"# {name}\n");
    }

    /// <summary>Somebody commits a file on the server's main branch.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    /// <param name="renormalize">False to add this file alone, and leave the others as they were.</param>
    internal void CommitRemote(string name, string path, string content, bool renormalize = true)
    {
        var work = Path.Combine(Root, "authors", name);
        var file = Path.Combine(work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        Shell(work, "add", renormalize ? "--all" : path);
        Shell(work, "commit", "--quiet", "-m", $"Change {path}");
        Shell(work, "push", "--quiet", "origin", "HEAD");
    }

    internal string Remote(string name) => Path.Combine(Remotes, name + ".git");

    /// <summary>The working copy of another developer.</summary>
    internal string Author(string name) => Path.Combine(Root, "authors", name);

    /// <summary>The commit of a branch on the server, or null.</summary>
    internal string? RemoteCommit(string name, string branch)
    {
        var found = Shell(Remote(name), "for-each-ref", "--format=%(objectname)", $"refs/heads/{branch}").Trim();
        return found.Length == 0 ? null : found;
    }

    internal string Url(string name) => $"{Server.Address}{name}";

    internal static RepositoryRef Repository(string name, string? branch = null) => RepositoryRef.Parse(name, branch);

    internal void NewSandbox() => Sandbox = new FolderSandbox(Path.Combine(Root, $"sandbox-{Guid.NewGuid():N}"), Data.Mirrors);

    internal Task<IReadOnlyList<ClonedRepository>> CloneAsync(params string[] names) => CloneAsync(null, [.. names.Select(n => Repository(n))]);

    internal Task<IReadOnlyList<ClonedRepository>> CloneAsync(IReadOnlyDictionary<string, ArtifactReference>? restore, params RepositoryRef[] repositories) =>
        Cloning.CloneAsync(Sandbox, new CloneRepositories(Handle, new TaskId("task1"), "Fix the cart", "It crashes.", repositories, Branch, restore), default);

    internal Task<StageChanges> CollectAsync(IReadOnlyList<ClonedRepository> cloned, int attempt = 1) =>
        Collecting.CollectAsync(Sandbox, new CollectChanges(Handle, new AttemptKey(new TaskId("task1"), "fix-task1", "fix", attempt), "Fix the cart\n\nBecause it crashed.", cloned), default);

    internal Task<PushedBranch> PushAsync(ClonedRepository cloned, RepositoryChanges changes) =>
        Pushing.PushAsync(new PushBranch(new TaskId("task1"), cloned, changes), default);

    /// <summary>Clones one repository, lets an agent work, and collects.</summary>
    internal async Task<(ClonedRepository Cloned, StageChanges Changes)> WorkAsync(string name, Action<string> agent)
    {
        var cloned = Assert.Single(await CloneAsync(name));
        agent(cloned.Directory);
        return (cloned, await CollectAsync([cloned]));
    }

    /// <summary>Runs git as the agent, or as anybody else but the bot.</summary>
    internal static string Shell(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var who in new[] { "AUTHOR", "COMMITTER" })
        {
            start.Environment[$"GIT_{who}_NAME"] = "Somebody";
            start.Environment[$"GIT_{who}_EMAIL"] = "somebody@example.com";
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;

        // A hook that reads its input would wait for the terminal of the person who runs the tests.
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {errors.Result}");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    internal static SandboxHandle Handle { get; } = new(new TaskId("task1"), "folder", "host-queue", "process");
}
