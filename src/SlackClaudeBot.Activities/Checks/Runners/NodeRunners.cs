using System.Text.Json;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds the packages of npm, pnpm, yarn and bun that have a test script.</summary>
internal static partial class NodeRunners
{
    private const string Package = "package.json";

    private static readonly (string Manager, string LockFile)[] _locks =
    [
        (TestRunner.Pnpm, "pnpm-lock.yaml"), (TestRunner.Yarn, "yarn.lock"), (TestRunner.Bun, "bun.lock"), (TestRunner.Bun, "bun.lockb"),
        (TestRunner.Npm, "package-lock.json"), (TestRunner.Npm, "npm-shrinkwrap.json"),
    ];

    public static IEnumerable<TestRunner> Find(RepositoryFiles files)
    {
        var packages = files.FoldersWith(Package)
            .Select(folder => (Folder: folder, Manifest: Manifest.Parse(files.Read(folder, Package))))
            .Where(p => p.Manifest is not null)
            .ToList();
        var workspaces = packages.Where(p => p.Manifest!.HasWorkspaces || files.Has(p.Folder, "pnpm-workspace.yaml")).Select(p => p.Folder).ToList();
        foreach (var (folder, manifest) in packages)
        {
            // The members of a workspace are run from its root: one installation, one command.
            if (workspaces.Any(root => root != folder && RepositoryFiles.IsIn(folder, root)))
            {
                continue;
            }

            if (manifest!.TestScript is { } script)
            {
                yield return Describe(files, folder, manifest, script, isWorkspace: false);
            }
            else if (workspaces.Contains(folder) && packages.Any(p => p.Folder != folder && RepositoryFiles.IsIn(p.Folder, folder) && p.Manifest!.TestScript is not null))
            {
                yield return Describe(files, folder, manifest, string.Empty, isWorkspace: true);
            }
        }
    }

    private static TestRunner Describe(RepositoryFiles files, string folder, Manifest manifest, string script, bool isWorkspace)
    {
        var (manager, isLocked) = FindManager(files, folder, manifest);
        IReadOnlyList<string> command = (manager, isWorkspace) switch
        {
            (TestRunner.Pnpm, true) => ["pnpm", "--recursive", "--if-present", "test"],
            (TestRunner.Yarn, true) => ["yarn", "workspaces", "foreach", "--all", "run", "test"],
            (TestRunner.Bun, true) => ["bun", "run", "--filter", "*", "test"],
            (_, true) => ["npm", "test", "--silent", "--workspaces", "--if-present"],
            (TestRunner.Pnpm, _) => ["pnpm", "--silent", "test", .. ReportArguments(script)],
            (TestRunner.Yarn, _) => ["yarn", "test", .. ReportArguments(script)],
            (TestRunner.Bun, _) => ["bun", "run", "--silent", "test", .. ReportArguments(script)],
            _ => ["npm", "test", "--silent", .. ReportArguments(script) is { Count: > 0 } arguments ? ["--", .. arguments] : Array.Empty<string>()],
        };
        return new TestRunner(manager, folder, Language.JavaScript, command)
        {
            Setup = manifest.HasDependencies || isWorkspace ? [Install(files, folder, manager, isLocked)] : [],
        };
    }

    private static (string Manager, bool IsLocked) FindManager(RepositoryFiles files, string folder, Manifest manifest)
    {
        foreach (var (manager, file) in _locks)
        {
            if (files.Has(folder, file))
            {
                return (manager, true);
            }
        }

        return manifest.Manager is { } named && _locks.Any(l => l.Manager == named) ? (named, false) : (TestRunner.Npm, false);
    }

    private static IReadOnlyList<string> Install(RepositoryFiles files, string folder, string manager, bool isLocked) => (manager, isLocked) switch
    {
        (TestRunner.Pnpm, true) => ["pnpm", "install", "--frozen-lockfile", "--prefer-offline"],
        (TestRunner.Pnpm, false) => ["pnpm", "install", "--no-lockfile", "--prefer-offline"],
        // Yarn 2 and later have a file of this name, and another option.
        (TestRunner.Yarn, true) => ["yarn", "install", files.Has(folder, ".yarnrc.yml") ? "--immutable" : "--frozen-lockfile"],
        (TestRunner.Yarn, false) => ["yarn", "install"],
        (TestRunner.Bun, true) => ["bun", "install", "--frozen-lockfile"],
        (TestRunner.Bun, false) => ["bun", "install"],
        (_, true) => ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
        _ => ["npm", "install", "--no-package-lock", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
    };

    /// <summary>Runners that write a report on request. Only a script of one plain command accepts more arguments.</summary>
    private static IReadOnlyList<string> ReportArguments(string script) => PlainCommand().Match(script.Trim()).Groups["program"].Value switch
    {
        "jest" or "react-scripts test" => ["--json", $"--outputFile={TestRunner.Reports}/jest.json"],
        "vitest" or "vitest run" => ["--reporter=default", "--reporter=junit", $"--outputFile.junit={TestRunner.Reports}/vitest.xml"],
        _ => [],
    };

    [GeneratedRegex(@"\A(?:[A-Z_]{1,40}=[\w.-]{1,40} |cross-env |npx )*(?<program>jest|vitest run|vitest|react-scripts test)(?: [\w@./=:-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainCommand();

    /// <summary>The parts of a package.json that are about tests.</summary>
    private sealed record Manifest(string? TestScript, bool HasDependencies, bool HasWorkspaces, string? Manager)
    {
        public static Manifest? Parse(string json)
        {
            try
            {
                using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                var root = document.RootElement;
                return root.ValueKind != JsonValueKind.Object ? null : new Manifest(
                    ScriptOf(root),
                    HasEntries(root, "dependencies") || HasEntries(root, "devDependencies"),
                    root.TryGetProperty("workspaces", out var workspaces) && workspaces.ValueKind is JsonValueKind.Array or JsonValueKind.Object,
                    root.TryGetProperty("packageManager", out var manager) && manager.ValueKind == JsonValueKind.String ? manager.GetString()!.Split('@')[0] : null);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private static string? ScriptOf(JsonElement root) =>
            IsObject(root, "scripts", out var scripts)
            && scripts.TryGetProperty("test", out var test)
            && test.ValueKind == JsonValueKind.String
            && test.GetString() is { } script
            && !string.IsNullOrWhiteSpace(script)
            && !script.Contains("no test specified", StringComparison.Ordinal)
                ? script
                : null;

        private static bool IsObject(JsonElement element, string name, out JsonElement value)
        {
            value = default;
            return element.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.Object;
        }

        private static bool HasEntries(JsonElement root, string name) => IsObject(root, name, out var entries) && entries.EnumerateObject().Any();
    }
}
