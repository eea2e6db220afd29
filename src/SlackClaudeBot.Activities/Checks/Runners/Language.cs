namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>The languages whose tests a runner runs.</summary>
internal enum Language
{
    /// <summary>The runner can run anything, for example a Makefile's target.</summary>
    Any,
    JavaScript,
    Python,
    Rust,
    Go,
    DotNet,
    Jvm,
}

/// <summary>How tests relate to a changed file.</summary>
internal static class SourceFiles
{
    private static readonly Dictionary<string, Language> _languages = new(StringComparer.OrdinalIgnoreCase)
    {
        [".js"] = Language.JavaScript,
        [".jsx"] = Language.JavaScript,
        [".mjs"] = Language.JavaScript,
        [".cjs"] = Language.JavaScript,
        [".ts"] = Language.JavaScript,
        [".tsx"] = Language.JavaScript,
        [".mts"] = Language.JavaScript,
        [".cts"] = Language.JavaScript,
        [".vue"] = Language.JavaScript,
        [".svelte"] = Language.JavaScript,
        [".py"] = Language.Python,
        [".pyi"] = Language.Python,
        [".pyx"] = Language.Python,
        [".rs"] = Language.Rust,
        [".go"] = Language.Go,
        [".cs"] = Language.DotNet,
        [".fs"] = Language.DotNet,
        [".vb"] = Language.DotNet,
        [".razor"] = Language.DotNet,
        [".cshtml"] = Language.DotNet,
        [".csproj"] = Language.DotNet,
        [".fsproj"] = Language.DotNet,
        [".sln"] = Language.DotNet,
        [".slnx"] = Language.DotNet,
        [".java"] = Language.Jvm,
        [".kt"] = Language.Jvm,
        [".kts"] = Language.Jvm,
        [".groovy"] = Language.Jvm,
        [".scala"] = Language.Jvm,
        [".gradle"] = Language.Jvm,
    };

    /// <summary>Files that are for people only.</summary>
    private static readonly HashSet<string> _documents = new(StringComparer.OrdinalIgnoreCase)
    {
        ".md", ".rst", ".adoc", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico",
    };

    /// <summary>Files that programs of any language read, so the tests around them cover them.</summary>
    private static readonly HashSet<string> _data = new(StringComparer.OrdinalIgnoreCase)
    {
        ".json", ".json5", ".jsonc", ".yaml", ".yml", ".toml", ".xml", ".csv", ".tsv", ".html", ".htm", ".css", ".scss", ".less", ".svg", ".ini", ".cfg",
        ".txt", ".lock", ".snap", ".proto", ".graphql", ".sql", ".properties", ".resx", ".mod", ".sum", ".golden", ".ejs", ".hbs", ".jinja", ".j2", ".po",
    };

    private static readonly string[] _documentNames = ["LICENSE", "NOTICE", "AUTHORS", "CODEOWNERS", ".gitignore", ".editorconfig"];

    /// <summary>Whether a file needs no test, because it changes no behaviour.</summary>
    public static bool IsDocument(string path) =>
        _documents.Contains(Path.GetExtension(path)) || _documentNames.Contains(RepositoryFiles.NameOf(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The language whose tests can cover a file; <see cref="Language.Any"/> for data, null for files that no runner here can test
    /// (scripts, Dockerfiles, other languages).
    /// </summary>
    public static Language? LanguageOf(string path)
    {
        // Pipelines run on another machine; no test of the repository runs them.
        if (path.StartsWith(".github/", StringComparison.OrdinalIgnoreCase) || path.StartsWith(".circleci/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var extension = Path.GetExtension(path);
        return _languages.TryGetValue(extension, out var language) ? language
            : _data.Contains(extension) ? Language.Any
            : null;
    }
}
