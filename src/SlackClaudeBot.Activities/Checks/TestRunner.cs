namespace SlackClaudeBot.Activities.Checks;

/// <summary>A way to run a repository's tests.</summary>
/// <param name="Name">As people know it.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Install">What brings the dependencies first; null where nothing is needed.</param>
internal sealed record TestRunner(string Name, IReadOnlyList<string> Command, IReadOnlyList<string>? Install = null)
{
    public const string Npm = "npm";
    public const string Pytest = "pytest";
    public const string Unittest = "unittest";
    public const string Cargo = "cargo";
    public const string Go = "go";
    public const string DotNet = "dotnet";

    /// <summary>Whether an exit code says that there are no tests: pytest's and unittest's 5, the Microsoft.Testing.Platform's 8.</summary>
    public bool SaysNoTests(int exitCode) => (Name, exitCode) is (Pytest or Unittest, 5) or (DotNet, 8);

    /// <summary>Python's own runner, for a Python that has no pytest.</summary>
    public TestRunner WithoutPytest => new(Unittest, [Command[0], "-m", "unittest", "discover", "-v"]);
}
