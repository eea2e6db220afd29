using SlackClaudeBot.Activities.Checks.Runners;

namespace SlackClaudeBot.Activities.Tests.Checks;

public sealed class RunnerDetectionTests
{
    private const string NodeTest = """{"scripts":{"test":"node --test"}}""";
    private const string Jest = """{"scripts":{"test":"jest"},"devDependencies":{"jest":"29"}}""";

    [Theory]
    [InlineData("npm", "package.json", NodeTest)]
    [InlineData("", "package.json", """{"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}""")]
    [InlineData("", "package.json", """{"scripts":["test"]}""")]
    [InlineData("", "package.json", "{broken")]
    [InlineData("", "package.json", "[]")]
    [InlineData("cargo", "Cargo.toml")]
    [InlineData("go", "go.mod")]
    [InlineData("go (tools)", "tools/go.mod")]
    [InlineData("dotnet", "App.sln")]
    [InlineData("dotnet", "App.slnx")]
    [InlineData("maven", "pom.xml")]
    [InlineData("maven (server)", "server/pom.xml")]
    [InlineData("gradle", "build.gradle.kts")]
    [InlineData("pytest", "pytest.ini")]
    [InlineData("pytest", "pyproject.toml", "[tool.pytest.ini_options]\n")]
    [InlineData("pytest", "tests/test_cart.py")]
    [InlineData("pytest", "tests/unit/model/store/deep/test_cart.py")]
    [InlineData("pytest (backend)", "backend/test_app.py")]
    [InlineData("pytest (backend)", "backend/tests/test_app.py")]
    [InlineData("make", "Makefile", "all:\ntest: all\n\tprove\n")]
    [InlineData("", "Makefile", "all:\n")]
    [InlineData("", "README.md")]
    [InlineData("", "latest_news.py")]
    [InlineData("", "node_modules/left-pad/package.json", NodeTest)]
    public void Finds_the_runner(string expected, string file, string content = "") =>
        Assert.Equal(expected, string.Join(", ", Find((file, content)).Select(r => r.Title)));

    [Fact]
    public void Each_part_of_a_repository_has_its_own_runner() => Assert.Equal(
        ["cargo (native)", "npm", "pytest (backend)"],
        Find(("package.json", NodeTest), ("backend/app.py", ""), ("backend/test_app.py", ""), ("native/Cargo.toml", "")).Select(r => r.Title).Order(StringComparer.Ordinal));

    [Fact]
    public void The_members_of_a_workspace_are_run_from_its_root()
    {
        var npm = Assert.Single(Find(("package.json", """{"workspaces":["packages/*"]}"""), ("packages/a/package.json", NodeTest), ("packages/b/package.json", "{}")));
        var cargo = Assert.Single(Find(("Cargo.toml", "[workspace]\n"), ("crates/a/Cargo.toml", "")));

        Assert.Equal("npm test --silent --workspaces --if-present", string.Join(' ', npm.Command));
        Assert.Contains("--workspace", cargo.Command);
    }

    [Theory]
    [InlineData("npm ci", "package-lock.json")]
    [InlineData("npm ci", "npm-shrinkwrap.json")]
    [InlineData("npm install", "index.js")]
    [InlineData("pnpm install", "pnpm-lock.yaml")]
    [InlineData("yarn install", "yarn.lock")]
    [InlineData("bun install", "bun.lock")]
    public void The_lock_file_names_the_package_manager(string expected, string beside)
    {
        var runner = Assert.Single(Find(("package.json", Jest), (beside, "")));

        Assert.Equal(expected, string.Join(' ', Assert.Single(runner.Setup).Take(2)));
        Assert.Equal(expected.Split(' ')[0], runner.Command[0]);
    }

    [Fact]
    public void Jest_is_asked_for_a_report_and_other_scripts_are_left_alone()
    {
        Assert.Contains("--json", Assert.Single(Find(("package.json", Jest))).Command);
        Assert.Equal(["npm", "test", "--silent"], Assert.Single(Find(("package.json", """{"scripts":{"test":"lint && jest"}}"""))).Command);
    }

    [Fact]
    public void Two_solutions_in_one_folder_are_two_runs() => Assert.Equal(
        ["A.sln", "B.slnx"], Find(("A.sln", ""), ("B.sln", ""), ("B.slnx", ""), ("src/A/A.csproj", "")).Select(r => r.Command[2]));

    /// <summary>VSTest has options that Microsoft.Testing.Platform refuses; properties are taken by both.</summary>
    [Theory]
    [InlineData("", "App.sln", "App.sln")]
    [InlineData("", "src/App/App.csproj", "src/App/App.csproj")]
    [InlineData("", "tests/App.Tests/App.Tests.csproj", "tests/App.Tests/App.Tests.csproj")]
    public void The_NET_command_works_with_both_of_its_test_runners(string folder, string file, string target)
    {
        var runner = Assert.Single(Find((file, "")));

        Assert.Equal(["dotnet", "test", target], runner.Command.Take(3));
        Assert.All(runner.Command.Skip(3), argument => Assert.StartsWith("-p:", argument, StringComparison.Ordinal));
        Assert.StartsWith(folder, runner.Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void Python_gets_an_environment_with_the_requirements()
    {
        var runner = Assert.Single(Find(("backend/requirements.txt", "flask"), ("backend/requirements-dev.txt", ""), ("backend/tests/test_app.py", "")));

        Assert.Equal("backend", runner.Folder);
        Assert.Equal("python3 -m venv", string.Join(' ', runner.Setup[0].Take(3)));
        Assert.Contains("-r requirements.txt -r requirements-dev.txt", string.Join(' ', runner.Setup[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Python_project_is_installed_with_what_its_tests_need()
    {
        var runner = Assert.Single(Find(("pyproject.toml", "[project]\nname='a'\n[project.optional-dependencies]\ntest = ['x']\n"), ("src/a/__init__.py", ""), ("tests/test_a.py", "")));

        Assert.Equal("", runner.Folder);
        Assert.Equal(["-e", ".[test]"], runner.Setup[1].TakeLast(2));
    }

    [Fact]
    public void A_package_below_src_is_imported_from_src() =>
        Assert.Equal("src", Assert.Single(Find(("src/shop/__init__.py", ""), ("src/shop/cart.py", ""), ("src/shop/tests/test_cart.py", ""))).Folder);

    [Fact]
    public void Djangos_tests_are_run_by_its_own_runner()
    {
        var runner = Assert.Single(Find(("site/manage.py", ""), ("site/shop/models.py", ""), ("site/shop/tests.py", "")));

        Assert.Equal(("django", "site"), (runner.Name, runner.Folder));
        Assert.Equal(["manage.py", "test", "--noinput"], runner.Command.Skip(1));
    }

    [Fact]
    public void A_wrapper_in_the_repository_is_preferred()
    {
        Assert.Equal("./gradlew", Assert.Single(Find(("build.gradle", ""), ("gradlew", ""))).Command[0]);
        Assert.Equal("./mvnw", Assert.Single(Find(("pom.xml", ""), ("mvnw", ""), ("core/pom.xml", ""))).Command[0]);
    }

    [Fact]
    public void Of_many_runners_those_of_the_change_are_run()
    {
        var all = Find([.. Enumerable.Range(0, 30).Select(i => ($"p{i:00}/go.mod", ""))]);

        var chosen = RunnerDetection.Choose(all, ["p29/main.go"]);

        Assert.Equal(RunnerDetection.MaxRunners, chosen.Count);
        Assert.Contains(chosen, r => r.Folder == "p29");
    }

    [Theory]
    [InlineData("src/a.js", true)]
    [InlineData("README.md", true)]
    [InlineData("src/data.json", true)]
    [InlineData("backend/app.py", false)]
    [InlineData("backend/data.json", false)]
    [InlineData("deploy.sh", false)]
    [InlineData(".github/workflows/ci.yml", false)]
    [InlineData("Dockerfile", false)]
    [InlineData("lib/a.rb", false)]
    public void Tests_cover_files_of_their_language_unless_other_tests_are_nearer(string changed, bool isCovered)
    {
        var runners = Find(("package.json", NodeTest), ("backend/app.py", ""), ("backend/test_app.py", ""));

        var uncovered = TestCoverage.FindUncovered([changed], [.. runners.Select(r => (r, r.Name == TestRunner.Npm))]);

        Assert.Equal(isCovered, uncovered.Count == 0);
    }

    private static IReadOnlyList<TestRunner> Find(params (string Path, string Content)[] files) => RunnerDetection.Find(new RepositoryFiles(
        files.Select(f => f.Path).ToHashSet(), files.Where(f => RepositoryFiles.IsRead(f.Path)).ToDictionary(f => f.Path, f => f.Content)));
}
