using System.Text.Json;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>Finds out how a repository's tests are run from the files that stand near its root.</summary>
internal static class RunnerDetection
{
    /// <summary>The file whose content decides too.</summary>
    public const string PackageFile = "package.json";

    private static readonly string[] _pytestMarkers = ["pytest.ini", "conftest.py", "tests/conftest.py", "test/conftest.py", "tox.ini", "setup.cfg"];

    /// <summary>What somebody set up in the repository has what its code imports.</summary>
    private static readonly string[] _pythons = [".venv/bin/python", "venv/bin/python"];

    private static readonly string[] _dotNetExtensions = [".sln", ".slnx", ".csproj", ".fsproj", ".vbproj"];

    /// <summary>The runner, or null where none is found.</summary>
    /// <param name="files">Paths under the root, at most two folders deep, with forward slashes.</param>
    /// <param name="packageJson">The content of package.json, if there is one.</param>
    public static TestRunner? Detect(IReadOnlyCollection<string> files, string? packageJson)
    {
        bool Has(string name) => files.Contains(name);

        if (packageJson is not null && Npm(packageJson, Has("package-lock.json") || Has("npm-shrinkwrap.json"), files.Any(f => f.StartsWith("node_modules/", StringComparison.Ordinal))) is { } npm)
        {
            return npm;
        }

        if (Has("Cargo.toml"))
        {
            return new TestRunner(TestRunner.Cargo, ["cargo", "test", "--no-fail-fast"]);
        }

        if (Has("go.mod"))
        {
            return new TestRunner(TestRunner.Go, ["go", "test", "-v", "-cover", "./..."]);
        }

        // A folder that holds several solutions or projects cannot be tested as one: the root must decide.
        if (files.Where(f => !f.Contains('/', StringComparison.Ordinal)).Any(IsDotNet))
        {
            return new TestRunner(TestRunner.DotNet, ["dotnet", "test"]);
        }

        if (_pytestMarkers.Any(Has) || files.Any(IsPythonTest))
        {
            return new TestRunner(TestRunner.Pytest, [_pythons.FirstOrDefault(Has) ?? "python3", "-m", "pytest", "-q", "-rf"]);
        }

        return files.Where(IsDotNet).Take(2).ToList() is [var only] ? new TestRunner(TestRunner.DotNet, ["dotnet", "test", only]) : null;
    }

    private static TestRunner? Npm(string packageJson, bool isLocked, bool isInstalled)
    {
        try
        {
            using var package = JsonDocument.Parse(packageJson, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (!IsObject(package.RootElement, "scripts", out var scripts)
                || !scripts.TryGetProperty("test", out var test)
                || test.ValueKind != JsonValueKind.String
                || test.GetString() is not { } script
                || string.IsNullOrWhiteSpace(script)
                || script.Contains("no test specified", StringComparison.Ordinal))
            {
                return null;
            }

            var needsInstall = !isInstalled && (HasEntries(package.RootElement, "dependencies") || HasEntries(package.RootElement, "devDependencies"));

            // A lock file that the tests made would be committed as the agent's own with the next attempt.
            string[] install = isLocked ? ["npm", "ci"] : ["npm", "install", "--no-package-lock"];
            return new TestRunner(
                TestRunner.Npm,
                ["npm", "test", "--silent"],
                needsInstall ? [.. install, "--no-audit", "--no-fund", "--loglevel=error"] : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsObject(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;
    }

    private static bool HasEntries(JsonElement package, string name) => IsObject(package, name, out var entries) && entries.EnumerateObject().Any();

    private static bool IsDotNet(string file) => _dotNetExtensions.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static bool IsPythonTest(string file)
    {
        var name = file[(file.LastIndexOf('/') + 1)..];
        return name.EndsWith(".py", StringComparison.Ordinal)
            && (name.StartsWith("test_", StringComparison.Ordinal) || name.EndsWith("_test.py", StringComparison.Ordinal));
    }
}
