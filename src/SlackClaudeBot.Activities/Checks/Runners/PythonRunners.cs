namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds the Python projects that have tests.</summary>
internal static class PythonRunners
{
    /// <summary>Files that mark the root of a project.</summary>
    private static readonly string[] _projectFiles =
        ["pyproject.toml", "setup.py", "setup.cfg", "pytest.ini", "tox.ini", "requirements.txt", "manage.py", "Pipfile", "poetry.lock", "uv.lock"];

    private static readonly string[] _requirements =
        ["requirements.txt", "requirements-dev.txt", "requirements-test.txt", "requirements_dev.txt", "requirements_test.txt", "dev-requirements.txt", "test-requirements.txt", "requirements/dev.txt", "requirements/test.txt"];

    private static readonly string[] _testExtras = ["test", "tests", "testing", "dev"];

    private static readonly string[] _testFolders = ["tests", "test"];

    public static IEnumerable<TestRunner> Find(RepositoryFiles files)
    {
        var tests = files.Paths.Where(path => IsTest(path) && !RepositoryFiles.IsForeign(path)).ToList();
        var folders = tests.Select(path => ProjectOf(files, path))
            .Concat(files.FoldersWhere(IsPytestConfiguration).Where(folder => IsConfigured(files, folder)))
            .Distinct()
            .ToList();
        return folders.Where(folder => !folders.Any(other => other != folder && RepositoryFiles.IsIn(folder, other) && !IsProject(files, folder)))
            .Select(folder => Describe(files, folder));
    }

    private static TestRunner Describe(RepositoryFiles files, string folder)
    {
        const string python = $"{TestRunner.Environment}/bin/python";
        var hasDjangoTests = files.Has(folder, "manage.py") && !IsConfigured(files, folder) && !files.Has(folder, "conftest.py");
        IReadOnlyList<string> command = hasDjangoTests
            ? [python, "manage.py", "test", "--noinput"]
            : [python, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", $"--junitxml={TestRunner.Reports}/pytest.xml"];
        return new TestRunner(hasDjangoTests ? TestRunner.Django : TestRunner.Pytest, folder, Language.Python, command)
        {
            Setup =
            [
                ["python3", "-m", "venv", "--system-site-packages", TestRunner.Environment],
                .. Install(files, folder, python),
                .. hasDjangoTests ? [] : (IReadOnlyList<IReadOnlyList<string>>)[[.. Pip(python), "pytest"]],
            ],
            IsSetupOptional = true,
        };
    }

    /// <summary>The system's packages are visible in the environment, so that an image can provide packages that are hard to install.</summary>
    private static IEnumerable<IReadOnlyList<string>> Install(RepositoryFiles files, string folder, string python)
    {
        var pip = Pip(python);
        var requirements = _requirements.Where(file => files.Has(folder, file)).ToList();
        if (requirements.Count > 0)
        {
            yield return [.. pip, .. requirements.SelectMany(file => new[] { "-r", file })];
        }

        if (IsInstallable(files, folder))
        {
            var extras = _testExtras.Where(name => HasExtra(files.Read(folder, "pyproject.toml"), name)).ToList();
            yield return [.. pip, "-e", extras.Count == 0 ? "." : $".[{string.Join(',', extras)}]"];
        }
    }

    /// <summary>One retry: a sandbox without a network should not wait for minutes.</summary>
    private static string[] Pip(string python) => [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--retries=1", "--timeout=15"];

    private static bool IsInstallable(RepositoryFiles files, string folder) =>
        files.Has(folder, "setup.py")
        || files.Read(folder, "pyproject.toml") is var project && (project.Contains("[project]", StringComparison.Ordinal) || project.Contains("[tool.poetry]", StringComparison.Ordinal));

    private static bool HasExtra(string pyproject, string name)
    {
        var section = pyproject.IndexOf("[project.optional-dependencies]", StringComparison.Ordinal);
        return section >= 0 && pyproject[section..].Split('\n').Skip(1).TakeWhile(line => !line.StartsWith('['))
            .Any(line => line.TrimStart().StartsWith(name, StringComparison.Ordinal) && line.TrimStart()[name.Length..].TrimStart().StartsWith('='));
    }

    private static bool IsProject(RepositoryFiles files, string folder) => _projectFiles.Any(file => files.Has(folder, file));

    private static bool IsPytestConfiguration(string path) =>
        RepositoryFiles.NameOf(path) is "pytest.ini" or "pyproject.toml" or "setup.cfg" or "tox.ini" or "conftest.py";

    /// <summary>Whether a folder is configured for pytest.</summary>
    private static bool IsConfigured(RepositoryFiles files, string folder) =>
        files.Has(folder, "pytest.ini")
        || files.Read(folder, "pyproject.toml").Contains("[tool.pytest", StringComparison.Ordinal)
        || files.Read(folder, "setup.cfg").Contains("[tool:pytest]", StringComparison.Ordinal)
        || files.Read(folder, "tox.ini").Contains("[pytest]", StringComparison.Ordinal);

    /// <summary>
    /// The folder that a test's imports start from: the nearest one around it with a project's file, else the one above its folder of
    /// tests, else the outermost one that contains code and is not a package itself.
    /// </summary>
    private static string ProjectOf(RepositoryFiles files, string test)
    {
        var folders = Ancestors(RepositoryFiles.FolderOf(test)).ToList();
        if (folders.FirstOrDefault(folder => IsProject(files, folder)) is { } project)
        {
            return project;
        }

        var isCode = files.Paths.Where(path => path.EndsWith(".py", StringComparison.Ordinal) && !IsTest(path)).Select(RepositoryFiles.FolderOf).ToHashSet(StringComparer.Ordinal);
        var outermost = folders.AsEnumerable().Reverse().FirstOrDefault(folder => isCode.Contains(folder) && !_testFolders.Contains(RepositoryFiles.NameOf(folder)));
        return outermost is null ? WithoutTests(RepositoryFiles.FolderOf(test))
            : files.Has(outermost, "__init__.py") ? RepositoryFiles.FolderOf(outermost)
            : outermost;
    }

    /// <summary>The folder above the outermost folder of tests around a folder; that folder itself if there is none.</summary>
    private static string WithoutTests(string folder) =>
        Ancestors(folder).LastOrDefault(around => _testFolders.Contains(RepositoryFiles.NameOf(around))) is { } tests ? RepositoryFiles.FolderOf(tests) : folder;

    /// <summary>A folder and all folders around it, the root last.</summary>
    private static IEnumerable<string> Ancestors(string folder)
    {
        for (; folder.Length > 0; folder = RepositoryFiles.FolderOf(folder))
        {
            yield return folder;
        }

        yield return string.Empty;
    }

    private static bool IsTest(string path)
    {
        var name = RepositoryFiles.NameOf(path);
        return name.EndsWith(".py", StringComparison.Ordinal)
            && (name.StartsWith("test_", StringComparison.Ordinal) || name.EndsWith("_test.py", StringComparison.Ordinal) || name == "tests.py");
    }
}
