namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>A way to run the tests of a part of a repository.</summary>
/// <param name="Name">As people know it.</param>
/// <param name="Folder">The folder it runs in, from the repository's root; empty for the root.</param>
/// <param name="Language">The language that it can test.</param>
/// <param name="Command">The program and its arguments; <see cref="Reports"/> and <see cref="Environment"/> are placeholders for folders.</param>
internal sealed record TestRunner(string Name, string Folder, Language Language, IReadOnlyList<string> Command)
{
    public const string Npm = "npm";
    public const string Pnpm = "pnpm";
    public const string Yarn = "yarn";
    public const string Bun = "bun";
    public const string Pytest = "pytest";
    public const string Unittest = "unittest";
    public const string Django = "django";
    public const string Cargo = "cargo";
    public const string Go = "go";
    public const string DotNet = "dotnet";
    public const string Maven = "maven";
    public const string Gradle = "gradle";
    public const string Make = "make";

    /// <summary>In a command: the folder for machine-readable reports.</summary>
    public const string Reports = "{reports}";

    /// <summary>In a command: the folder of a Python environment that is created for this runner.</summary>
    public const string Environment = "{venv}";

    /// <summary>Run first, in order, in the same folder.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Setup { get; init; } = [];

    /// <summary>Whether to run the tests even if the set-up failed: the installed packages may be enough.</summary>
    public bool IsSetupOptional { get; init; }

    /// <summary>Path patterns (in the syntax of <c>find -path</c>) of the reports that this runner always writes into its folders.</summary>
    public IReadOnlyList<string> ReportPatterns { get; init; } = [];

    /// <summary>Whether an exit code says that there are no tests: pytest's and unittest's 5, Microsoft.Testing.Platform's 8.</summary>
    public bool SaysNoTests(int exitCode) => (Name, exitCode) is (Pytest or Unittest or Django, 5) or (DotNet, 8);

    /// <summary>Whether an exit code says that tests could not be collected: pytest's 2 to 4, https://docs.pytest.org/en/stable/reference/exit-codes.html</summary>
    public bool SaysNotStarted(int exitCode) => (Name, exitCode) is (Pytest, 2 or 3 or 4);

    /// <summary>Whether the output may be without tests: scripts can run anything.</summary>
    public bool IsScript => Name is Npm or Pnpm or Yarn or Bun or Make;

    /// <summary>Its name with its folder, for example <c>pytest (backend)</c>.</summary>
    public string Title => Folder.Length == 0 ? Name : $"{Name} ({Folder})";

    /// <summary>Python's own runner, for a Python without pytest.</summary>
    public TestRunner WithoutPytest => this with { Name = Unittest, Command = [Command[0], "-m", "unittest", "discover", "-v"] };
}
