using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Finds files of the agent that are not part of the commit although the code may need them: new ones that .gitignore names, and
/// dependencies that were edited in place. A fresh clone has no ignored files, so all of them are new.
/// </summary>
internal sealed class LeftOutFiles(ISandbox sandbox, AgentWorkTree tree, ClonedRepository repository)
{
    /// <summary>Folders and files that builds, tests and package managers regenerate.</summary>
    private static readonly HashSet<string> _generated = new(StringComparer.OrdinalIgnoreCase)
    {
        "node_modules", ".venv", "venv", "env", ".env.local", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nox", ".eggs", ".coverage", "htmlcov",
        "dist", "build", "out", "target", "bin", "obj", "TestResults", ".vs", ".gradle", ".next", ".nuxt", ".svelte-kit", ".turbo", ".parcel-cache", ".cache",
        "coverage", ".nyc_output", "tmp", "temp", "log", "logs", ".DS_Store", ".idea", ".vscode", ".claude",
    };

    private static readonly string[] _generatedEndings = [".pyc", ".pyo", ".log", ".egg-info", ".tsbuildinfo", ".class", ".o", ".swp"];

    /// <summary>The files that package managers write last: files of dependencies that are newer were edited.</summary>
    private static readonly string[] _installed = [".package-lock.json", ".modules.yaml", ".yarn-integrity"];

    /// <summary>A remark for each such file, up to a limit.</summary>
    internal async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken) =>
    [
        .. AgentFiles.Bounded(await FindIgnoredAsync(cancellationToken), path => $"{path} is new and ignored by .gitignore, so it is not part of the change."),
        .. AgentFiles.Bounded(await FindEditedDependenciesAsync(cancellationToken), path => $"{path} was edited in place; dependencies are not part of the change."),
    ];

    /// <summary>Whether a tool regenerates a path.</summary>
    internal static bool IsGenerated(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Any(part => _generated.Contains(part) || _generatedEndings.Any(e => part.EndsWith(e, StringComparison.OrdinalIgnoreCase)));

    private async Task<IReadOnlyList<string>> FindIgnoredAsync(CancellationToken cancellationToken)
    {
        var (_, output, _) = await tree.Git.TryAsync(null, ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "--no-empty-directory", "-z"], cancellationToken);
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => !IsGenerated(path))];
    }

    private async Task<IReadOnlyList<string>> FindEditedDependenciesAsync(CancellationToken cancellationToken)
    {
        var edited = new List<string>();
        var markers = await sandbox.SearchAsync(
            repository.Directory, ["find", ".", "-maxdepth", "5", "-path", "*/node_modules/*/*", "-prune", "-o", "-path", "*/node_modules/*", "(", .. Names(_installed), ")", "-print0"], cancellationToken);
        foreach (var marker in markers.Take(20))
        {
            var folder = marker[..marker.LastIndexOf('/')];
            edited.AddRange(await sandbox.SearchAsync(
                repository.Directory, ["find", folder, "(", "-name", ".*", "!", "-name", ".pnpm", ")", "-prune", "-o", "-type", "f", "-newer", marker, "-print0"], cancellationToken));
        }

        return [.. edited.Select(path => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path)];
    }

    private static IEnumerable<string> Names(IReadOnlyList<string> names) => names.SelectMany((name, i) => i == 0 ? (string[])["-name", name] : ["-o", "-name", name]);
}
