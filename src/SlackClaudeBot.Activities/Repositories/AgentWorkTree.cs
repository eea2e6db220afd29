using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// The files that the agent left, read through a git directory beside them that is created for one collection. The agent's
/// own <c>.git</c> is not used: it could hide changes, and it may be broken or missing.
/// </summary>
internal sealed class AgentWorkTree
{
    /// <summary>Programs write these beside the code they run. They are not committed, even without a .gitignore.</summary>
    private const string Caches = "__pycache__/\n*.py[cod]\n.pytest_cache/\n.mypy_cache/\n.ruff_cache/\n.DS_Store\n";

    private readonly ISandbox _sandbox;
    private readonly GitHubOptions _options;
    private readonly ClonedRepository _repository;
    private readonly RepositoryAddress _address;

    internal AgentWorkTree(ISandbox sandbox, GitHubOptions options, ClonedRepository repository, RepositoryAddress address)
    {
        (_sandbox, _options, _repository, _address) = (sandbox, options, repository, address);
        Git = new SandboxGit(sandbox, options) { Explicit = (Store, repository.Directory) };
    }

    /// <summary>Runs git on the agent's files, in the collection's own git directory.</summary>
    internal SandboxGit Git { get; }

    /// <summary>The path, inside, of the collection's git directory.</summary>
    internal string Store => $"{_sandbox.Home}/.collect/{Folder}.git";

    private string Folder => _repository.Directory[(_repository.Directory.LastIndexOf('/') + 1)..];

    private string Objects => $"{_sandbox.Mirrors}/{_address.MirrorPath}/objects\n";

    /// <summary>Creates the git directory, with the base as its index. Calling it again starts over.</summary>
    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", Store]), cancellationToken);
        var git = new SandboxGit(_sandbox, _options);
        await git.RunAsync(null, ["init", "--quiet", "--bare", "--template=", "--", Store], cancellationToken);
        await WriteAsync($"{Store}/objects/info/alternates", Objects, cancellationToken);
        await WriteAsync($"{Store}/info/exclude", Caches, cancellationToken);
        await MakeReadableAsync(cancellationToken);
        await Git.RunAsync(null, ["read-tree", _repository.BaseCommit], cancellationToken);
    }

    /// <summary>
    /// Commits the index. Returns the base if nothing differs. Idempotent: the same files give the same commit.
    /// </summary>
    internal async Task<string> CommitAsync(BotCommit own, CancellationToken cancellationToken)
    {
        var tree = await LineAsync(cancellationToken, "write-tree");
        var head = tree == await LineAsync(cancellationToken, "rev-parse", $"{own.Base}^{{tree}}")
            ? own.Base
            : await FindEarlierAsync(own, tree, cancellationToken)
                ?? (await Git.RunAsync(null, ["commit-tree", tree, "-p", own.Base], cancellationToken, own.Message + "\n")).Trim();
        await Git.RunAsync(null, ["update-ref", $"refs/heads/{_repository.Branch}", head], cancellationToken);
        return head;
    }

    /// <summary>
    /// Puts the commit on the task's branch in the agent's repository, so that the next attempt continues from it. A repository that is broken or
    /// missing is created again from the mirror.
    /// </summary>
    /// <returns>A remark, if the agent's repository had to be created again.</returns>
    internal async Task<string?> UpdateAgentRepositoryAsync(CancellationToken cancellationToken)
    {
        var git = new SandboxGit(_sandbox, _options) { Explicit = ($"{_repository.Directory}/.git", _repository.Directory) };
        await RestoreConfigurationAsync(cancellationToken);
        if (await TryUpdateAgentRepositoryAsync(git, cancellationToken))
        {
            return null;
        }

        await _sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", $"{_repository.Directory}/.git"]), cancellationToken);
        await new SandboxGit(_sandbox, _options).RunAsync(null, ["init", "--quiet", "--template=", "--", _repository.Directory], cancellationToken);
        await WriteAsync($"{_repository.Directory}/.git/objects/info/alternates", Objects, cancellationToken);
        await RestoreConfigurationAsync(cancellationToken);
        return await TryUpdateAgentRepositoryAsync(git, cancellationToken)
            ? "The agent removed or broke the repository's .git folder; it was restored."
            : "The agent removed or broke the repository's .git folder, and it could not be restored.";
    }

    /// <summary>Replaces the repository's configuration and hooks: they could run programs in the sandbox that the next attempt gets.</summary>
    private async Task RestoreConfigurationAsync(CancellationToken cancellationToken)
    {
        const string isFolder = "[ -d \"$1\" ] && [ ! -L \"$1\" ] && chmod u+rwx -- \"$1\"";
        var folder = $"{_repository.Directory}/.git";
        if ((await _sandbox.RunAsync(new SandboxCommand(["sh", "-c", isFolder, "sh", folder]), cancellationToken)).Code != 0)
        {
            // A file or a link may lead to another repository.
            await _sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", folder]), cancellationToken);
            return;
        }

        string[] names = ["config", "config.worktree", "hooks", "info", "modules", "commondir"];
        await _sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", .. names.Select(name => $"{folder}/{name}")]), cancellationToken);
        await WriteAsync($"{folder}/config", $"""
            [core]
                repositoryformatversion = 0
                filemode = true
                bare = false
                logallrefupdates = true
            [remote "origin"]
                url = {_address.Url}
                fetch = +refs/heads/*:refs/remotes/origin/*

            """.ReplaceLineEndings("\n"), cancellationToken);
    }

    private async Task<bool> TryUpdateAgentRepositoryAsync(SandboxGit git, CancellationToken cancellationToken)
    {
        // A git command that was killed with the agent leaves its lock files.
        string[] locks = ["index.lock", "HEAD.lock", $"refs/heads/{_repository.Branch}.lock"];
        await _sandbox.RunAsync(new SandboxCommand(["rm", "-f", "--", .. locks.Select(name => $"{_repository.Directory}/.git/{name}")]), cancellationToken);
        var reference = $"refs/heads/{_repository.Branch}";
        IReadOnlyList<string>[] steps =
        [
            ["cat-file", "-e", $"{_repository.BaseCommit}^{{commit}}"],
            ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--update-head-ok", "--", Store, $"+{reference}:{reference}"],
            ["symbolic-ref", "HEAD", reference],
            ["reset", "--quiet", "--mixed"],
        ];
        foreach (var step in steps)
        {
            if ((await git.TryAsync(null, step, cancellationToken)).Code != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The commit that an earlier attempt of this collection put into the agent's repository; null if there is none.</summary>
    private async Task<string?> FindEarlierAsync(BotCommit own, string tree, CancellationToken cancellationToken)
    {
        const string earlier = "refs/earlier";
        string[] fetch = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", _repository.Directory, $"+refs/heads/{_repository.Branch}:{earlier}"];
        if ((await Git.TryAsync(null, fetch, cancellationToken)).Code != 0)
        {
            return null;
        }

        var shown = await Git.TryAsync(null, BotCommit.Show(earlier), cancellationToken);
        return shown.Code == 0 && own.Matches(shown.Output) && tree == await LineAsync(cancellationToken, "rev-parse", $"{earlier}^{{tree}}")
            ? await LineAsync(cancellationToken, "rev-parse", earlier)
            : null;
    }

    /// <summary>Restores the permissions of folders and files that the agent made unreadable. They belong to the same user.</summary>
    private async Task MakeReadableAsync(CancellationToken cancellationToken)
    {
        string[][] searches =
        [
            ["-type", "d", "!", "-perm", "-700", "-exec", "chmod", "u+rwx", "{}", ";"],
            ["-type", "f", "!", "-perm", "-400", "-exec", "chmod", "u+r", "{}", "+"],
        ];
        foreach (var search in searches)
        {
            await _sandbox.RunAsync(
                new SandboxCommand(["find", ".", "-path", "./.git", "-prune", "-o", .. search]) { WorkingDirectory = _repository.Directory, Timeout = _options.GitTimeout }, cancellationToken);
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await Git.RunAsync(null, arguments, cancellationToken)).Trim();

    private Task WriteAsync(string path, string text, CancellationToken cancellationToken) =>
        _sandbox.WriteFileAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
}
