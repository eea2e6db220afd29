namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>The files of a commit: all paths, and the content of those that say how tests are run.</summary>
/// <param name="Paths">From the repository's root, with forward slashes.</param>
/// <param name="Contents">The content of the files that <see cref="IsRead"/> names, as far as they could be read.</param>
internal sealed record RepositoryFiles(IReadOnlySet<string> Paths, IReadOnlyDictionary<string, string> Contents)
{
    /// <summary>Folders whose content is not this repository's own code.</summary>
    private static readonly string[] _foreign = ["node_modules", "vendor", "third_party", "testdata", "fixtures", "__fixtures__", ".venv", "venv", "site-packages"];

    private static readonly string[] _read =
        ["package.json", "Cargo.toml", "pyproject.toml", "setup.cfg", "tox.ini", "requirements.txt", "global.json", "Makefile", "pnpm-workspace.yaml"];

    /// <summary>Whether the content of a file says how tests are run.</summary>
    public static bool IsRead(string path) => _read.Contains(NameOf(path), StringComparer.Ordinal) && !IsForeign(path);

    /// <summary>Whether a path lies in a folder of dependencies or samples.</summary>
    public static bool IsForeign(string path) => path.Split('/').SkipLast(1).Any(part => _foreign.Contains(part, StringComparer.Ordinal));

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The folder of a path; empty for the root.</summary>
    public static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : string.Empty;

    /// <summary>A name in a folder.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>Whether a path lies in a folder, at any depth.</summary>
    public static bool IsIn(string path, string folder) => folder.Length == 0 || path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>Whether a folder holds a file of this name.</summary>
    public bool Has(string folder, string name) => Paths.Contains(Join(folder, name));

    /// <summary>The content of a file, or empty.</summary>
    public string Read(string folder, string name) => Contents.GetValueOrDefault(Join(folder, name), string.Empty);

    /// <summary>The folders that hold a file of one of these names, the outermost first.</summary>
    public IReadOnlyList<string> FoldersWith(params ReadOnlySpan<string> names)
    {
        var wanted = names.ToArray();
        return FoldersWhere(path => wanted.Contains(NameOf(path), StringComparer.Ordinal));
    }

    /// <summary>The folders that hold such a file, the outermost first.</summary>
    public IReadOnlyList<string> FoldersWhere(Func<string, bool> predicate) =>
    [
        .. Paths.Where(path => predicate(path) && !IsForeign(path)).Select(FolderOf).Distinct().OrderBy(Depth).ThenBy(folder => folder, StringComparer.Ordinal),
    ];

    /// <summary>The folders that are not inside another one of them.</summary>
    public static IEnumerable<string> Outermost(IReadOnlyList<string> folders) =>
        folders.Where(folder => !folders.Any(other => other != folder && IsIn(folder, other)));

    private static int Depth(string folder) => folder.Length == 0 ? 0 : folder.Count(c => c == '/') + 1;
}
