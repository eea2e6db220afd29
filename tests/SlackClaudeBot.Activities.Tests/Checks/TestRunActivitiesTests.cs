using System.IO.Compression;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using SlackClaudeBot.Activities.Checks;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Process;
using SlackClaudeBot.Activities.Tests.Gateway;
using SlackClaudeBot.Activities.Tests.Repositories;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Activities.Tests.Checks;

/// <summary>Real runners on real commits in a real process sandbox.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TestRunActivitiesTests : IAsyncLifetime, IDisposable
{
    private static readonly (string Path, string Content) _package = ("package.json", """{"scripts":{"test":"node --test"}}""");
    private static readonly (string Path, string Content) _passing = ("cart.test.js", "require('node:test').test('good',()=>{});");

    private readonly TemporaryFolder _folder = new();
    private readonly SandboxOptions _options = new();
    private readonly DataDirectory _data;
    private readonly FileArtifactStore _artifacts;
    private readonly ProcessSandboxProvider _sandboxes;
    private ISandbox _sandbox = null!;

    public TestRunActivitiesTests()
    {
        _data = new DataDirectory(_folder.Path);
        _artifacts = new FileArtifactStore(_data);
        _sandboxes = new ProcessSandboxProvider(
            _options, _data, HostIdentity.Load(_data), Substitute.For<IModelGatewayEndpoint>(), TimeProvider.System, NullLogger<ProcessSandboxProvider>.Instance);
    }

    public async ValueTask InitializeAsync() => _sandbox = await _sandboxes.ProvisionAsync(new SandboxRequest("abc123", "fix-abc123", []), CancellationToken.None);

    public async ValueTask DisposeAsync() => await _sandboxes.RemoveAsync("abc123", CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Failing_tests_are_a_result_with_a_log()
    {
        var shop = Repository("shop", _package);
        var tests = await RunAsync(shop, ("cart.test.js", "const {test}=require('node:test');const assert=require('assert');test('good',()=>{});test('bad',()=>assert.equal(1,2));"));

        Assert.Equal(("npm", false, 1, 1, 0), (tests.Runner, tests.Succeeded, tests.Passed, tests.Failed, tests.Skipped));
        Assert.Contains("bad", tests.Excerpt, StringComparison.Ordinal);
        Assert.Contains("bad", await File.ReadAllTextAsync(_artifacts.FindFile(tests.Log!)!), StringComparison.Ordinal);
        Assert.False(tests.CoversChanges);
        Assert.Equal(RunnerOutcome.Failed, Assert.Single(tests.Runs!).Outcome);
    }

    [Fact]
    public async Task Each_repository_has_its_own_runner_or_none()
    {
        var (shop, notes) = (Repository("shop", _package), Repository("notes"));
        var changes = new[] { shop.Change(_passing), notes.Change(("notes.md", "words")) };

        var result = await RunAsync(TimeSpan.FromMinutes(2), changes, shop, notes);

        Assert.Equal(["npm", null], result.Repositories.Select(r => r.Runner));
        Assert.Equal((true, true, 1), (result.AnyRan, result.AllPassed, result.Passed));
        Assert.Equal("no known test runner", result.Repositories[1].Headline);
    }

    [Fact]
    public async Task A_part_whose_own_tests_fail_is_not_covered_by_the_others()
    {
        var shop = Repository("shop", _package, _passing, ("backend/app.py", "def total(): return 2\n"), ("backend/test_app.py", PythonTest("app", "app.total()", "2")));

        var tests = await RunAsync(shop, ("backend/app.py", "def total(): return 3\n"));

        Assert.Equal((false, 1, 1), (tests.Succeeded, tests.Passed, tests.Failed));
        Assert.Equal(["backend/app.py"], tests.Uncovered);
        Assert.Equal(["npm: Passed", "backend: Failed"], tests.Runs!.Select(r => $"{(r.Folder.Length > 0 ? r.Folder : r.Runner)}: {r.Outcome}"));
    }

    [Fact]
    public async Task Tests_of_the_changed_parts_that_pass_cover_the_change()
    {
        var shop = Repository("shop", _package, ("backend/app.py", "def total(): return 2\n"), ("backend/tests/__init__.py", ""), ("backend/tests/test_app.py", PythonTest("app", "app.total()", "2")));

        var tests = await RunAsync(shop, _passing, ("backend/app.py", "def total(): return 1 + 1\n"), ("README.md", "words"));

        Assert.True(tests.Succeeded, tests.Excerpt);
        Assert.Equal((2, true), (tests.Passed, tests.CoversChanges));
        Assert.Null(tests.Headline);
    }

    [Fact]
    public async Task A_file_that_is_ignored_is_missing_from_the_tests_as_it_will_be_from_the_branch()
    {
        var shop = Repository("shop", _package, (".gitignore", "lib/\n"), ("g.test.js", "require('node:test').test('g',()=>{});"));

        var tests = await RunAsync(shop, ("lib/g.js", "module.exports=1"), ("g.test.js", "require('./lib/g.js');require('node:test').test('g',()=>{});"));

        Assert.False(tests.Succeeded);
        Assert.Contains("Cannot find module", await File.ReadAllTextAsync(_artifacts.FindFile(tests.Log!)!), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(shop.Directory, "lib/g.js")));
    }

    [Fact]
    public async Task Tests_leave_nothing_in_the_agents_files()
    {
        var shop = Repository("shop", ("app.py", "x = 1\n"), ("test_app.py", PythonTest("app", "open('left.txt', 'w').close()", "None")));

        var tests = await RunAsync(shop, ("app.py", "x = 2\n"));

        Assert.True(tests.Succeeded, tests.Excerpt);
        Assert.Empty(World.Shell(shop.Directory, "status", "--porcelain", "--ignored"));
        Assert.False(Directory.Exists(Path.Combine(_sandbox.Home, ".checks")));
    }

    [Fact]
    public async Task Requirements_are_installed_before_the_tests()
    {
        var shop = Repository("shop", ("requirements.txt", "./wheels/answer-1.0-py3-none-any.whl\n"), ("test_app.py", PythonTest("answer", "answer.VALUE", "42")));
        WriteWheel(Path.Combine(shop.Directory, "wheels"));

        var tests = await RunAsync(shop, ("app.py", "x = 2\n"));

        Assert.True(tests.Succeeded, tests.Excerpt);
        Assert.Equal(1, tests.Passed);
    }

    [Fact]
    public async Task A_module_that_cannot_be_imported_is_not_a_failed_test()
    {
        var shop = Repository("shop", ("test_app.py", PythonTest("os", "1", "1")));

        var tests = await RunAsync(shop, ("test_app.py", "import no_such_module\n"));

        Assert.Equal((false, 0, 0), (tests.Succeeded, tests.Passed, tests.Failed));
        Assert.EndsWith(": tests could not start; 1 test file could not be loaded", tests.Headline, StringComparison.Ordinal);
        Assert.Contains("no_such_module", tests.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dependencies_that_cannot_be_installed_are_named()
    {
        var shop = Repository("shop", ("package.json", """{"scripts":{"test":"node --test"},"dependencies":{"gone":"file:./gone"}}"""), ("package-lock.json", "{}"));

        var tests = await RunAsync(shop, _passing);

        Assert.False(tests.Succeeded);
        Assert.StartsWith("npm: tests could not start; `npm ci", tests.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_without_an_end_are_ended_and_say_so()
    {
        var shop = Repository("shop", ("package.json", """{"scripts":{"test":"node -e \"setInterval(()=>{},1000)\""}}"""));
        var changes = shop.Change(_passing);

        var tests = Assert.Single((await RunAsync(TimeSpan.FromSeconds(6), [changes], shop)).Repositories);

        Assert.False(tests.Succeeded);
        Assert.Equal("npm: timed out after 6 s", tests.Headline);
        Assert.StartsWith("npm: timed out after 6 s", tests.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_activity_sends_heartbeats()
    {
        var shop = Repository("shop", _package);
        var changes = shop.Change(_passing);
        var beats = new List<object?[]>();

        var result = await new ActivityEnvironment { Heartbeater = beats.Add }.RunAsync(() => Activities.RunTestsAsync(Request(TimeSpan.FromMinutes(2), [changes], shop)));

        Assert.True(result.AllPassed);
        Assert.NotEmpty(beats);
    }

    [Fact]
    public async Task Tests_that_a_killed_bot_left_running_end_before_they_run_again()
    {
        var started = Path.Combine(_sandbox.Workspace, "started");
        var shop = Repository("shop", ("package.json", $$$"""{"scripts":{"test":"test -e {{{started}}} && exit; touch {{{started}}}; exec sleep 1000"}}"""));
        var changes = shop.Change(_passing);
        var appears = FileAppearsAsync("started");
        var left = RunAsync(TimeSpan.FromMinutes(2), [changes], shop);
        await appears;

        var again = Assert.Single((await RunAsync(TimeSpan.FromMinutes(2), [changes], shop)).Repositories);

        Assert.True(again.Succeeded, again.Excerpt);
        var replaced = await Assert.ThrowsAsync<ApplicationFailureException>(() => left.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(FailureTypes.Transient, replaced.ErrorType);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task What_an_agent_leaves_in_its_sandbox_does_not_reach_the_tests()
    {
        var shop = Repository("shop", _package, (".gitignore", "node_modules/\n"), ("cart.test.js", "require('node:test').test('bad',()=>{ throw new Error(require('lie')); });"));
        var liar = Path.Combine(_sandbox.Home, "sh1");
        await File.WriteAllTextAsync(liar, "#!/bin/sh\necho '# pass 1000'\nexit 0\n");
        File.SetUnixFileMode(liar, (UnixFileMode)Convert.ToInt32("755", 8));
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Home, ".npmrc"), $"script-shell={liar}\n");
        World.Shell(shop.Directory, "config", "core.fsmonitor", liar);

        var tests = await RunAsync(shop, ("node_modules/lie/index.js", "process.exit(0)"), ("a.js", "1"));

        Assert.Equal((false, 0, 1), (tests.Succeeded, tests.Passed, tests.Failed));
    }

    [Fact]
    public async Task The_sandbox_of_the_tests_is_removed_and_the_agents_is_not()
    {
        var shop = Repository("shop", _package);

        await RunAsync(shop, _passing);

        Assert.Equal(["abc123"], (await _sandboxes.ListAsync(CancellationToken.None)).Select(owner => owner.TaskId));
    }

    [Theory]
    [InlineData("exports.total = () => 0;", "test('empty',()=>assert.equal(total(),0));", "Failed before, passes now: 1 test.")]
    [InlineData("exports.total = () => 1; // faster", "test('full',()=>assert.equal(total(),1));", "pass on the base commit too, or are skipped, so they prove nothing.")]
    [InlineData("exports.total = () => 0;", "test.skip('empty',()=>assert.equal(total(),0)); test('other',()=>{});", "pass on the base commit too, or are skipped, so they prove nothing.")]
    public async Task Changed_tests_run_on_the_base_commit_too(string code, string test, string proof)
    {
        var shop = Repository("shop", _package, ("cart.js", "exports.total = () => 1;"), ("other.test.js", "require('node:test').test('good',()=>{});"));

        var tests = await RunAsync(shop, ("cart.js", code), ("cart.test.js", $"const {{test}}=require('node:test');const assert=require('assert');const {{total}}=require('./cart.js');{test}"));

        Assert.True(tests.Succeeded, tests.Excerpt);
        Assert.Contains(proof, tests.Proof, StringComparison.Ordinal);
        Assert.Contains("with the changed tests on the base commit", await File.ReadAllTextAsync(_artifacts.FindFile(tests.Log!)!), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task What_ran_with_the_change_cannot_make_its_tests_fail_on_the_base_commit()
    {
        var shop = Repository("shop", _package, ("cart.js", "exports.total = () => 1;"));
        var poison = "const fs=require('fs');const mark=require('os').homedir()+'/mark';const was=fs.existsSync(mark);fs.writeFileSync(mark,'');require('node:test').test('poisoned',()=>{if(was)throw new Error('fails');});";

        var tests = await RunAsync(shop, ("cart.js", "exports.total = () => 2;"), ("cart.test.js", poison));

        Assert.Contains("prove nothing", tests.Proof, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_that_cannot_be_loaded_on_the_base_commit_prove_nothing()
    {
        var shop = Repository("shop", ("app.py", "x = 1\n"), ("test_app.py", PythonTest("app", "app.x", "1")));

        var tests = await RunAsync(shop, ("app.py", "x = 1\ny = 2\n"), ("test_more.py", "import app\nassert app.y\n" + PythonTest("app", "app.y", "2")));

        Assert.True(tests.Succeeded, tests.Excerpt);
        Assert.Contains("could not be run on the base commit", tests.Proof, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_how_tests_are_run_cannot_be_compared()
    {
        var shop = Repository("shop", _package, ("bad.test.js", "require('node:test').test('bad',()=>{throw new Error('bad');});"));

        var tests = await RunAsync(shop, ("package.json", """{"scripts":{"test":"node --test good.test.js"}}"""), ("good.test.js", "require('node:test').test('good',()=>{});"));

        Assert.True(tests.Succeeded, tests.Excerpt);
        Assert.Contains("how tests are run", tests.Proof, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_without_tests_has_nothing_to_prove()
    {
        var shop = Repository("shop", _package, _passing);

        Assert.Null((await RunAsync(shop, ("cart.js", "1"))).Proof);
    }

    [Fact]
    public async Task A_change_that_cannot_be_carried_out_is_not_tested()
    {
        var shop = Repository("shop", _package);
        var stuck = shop.Change(_passing) with { Bundle = null, CannotBePushed = "It is too large." };

        var tests = Assert.Single((await RunAsync(TimeSpan.FromMinutes(2), [stuck], shop)).Repositories);

        Assert.Equal((false, 0, "tests not run; there is no commit that could be pushed"), (tests.Succeeded, tests.Passed, tests.Headline));
        Assert.False(tests.CoversChanges);
    }

    [Fact]
    public async Task A_Python_without_pytest_runs_its_own_tests()
    {
        var shop = Repository("shop", ("test_cart.py", "import unittest\n"));
        await ProgramAsync("python3", "case \"$2\" in pytest) echo 'No module named pytest'; exit 1 ;; unittest) echo 'Ran 3 tests in 0.1s'; echo OK ;; *) exit 1 ;; esac");

        var tests = await RunAsync(shop, ("cart.py", ""));

        Assert.Equal(("unittest", true, 3), (tests.Runner, tests.Succeeded, tests.Passed));
    }

    [Fact]
    public async Task A_runner_that_the_sandbox_lacks_is_named()
    {
        var shop = Repository("shop", ("go.mod", "module shop\n"));
        await ProgramAsync("nothing", "exit 0");

        var tests = await RunAsync(shop, ("main.go", "package main\n"));

        Assert.Equal(("go", false), (tests.Runner, tests.Succeeded));
        Assert.Equal("go: tests could not start; the sandbox has no go", tests.Headline);
        Assert.StartsWith("The sandbox has no go, so no test ran.", tests.Excerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("go.mod", "go", "exit 0")]
    [InlineData("pytest.ini", "python3", "case \"$2\" in pytest) echo 'no tests ran in 0.01s'; exit 5 ;; *) exit 1 ;; esac")]
    [InlineData("shop.sln", "dotnet", "echo 'Test run summary: Zero tests ran'; exit 8")]
    public async Task A_runner_that_finds_no_tests_found_none(string marker, string program, string script)
    {
        var shop = Repository("shop", (marker, ""));
        await ProgramAsync(program, script);

        var tests = await RunAsync(shop, ("a.txt", "x"));

        Assert.Null(tests.Runner);
        Assert.EndsWith("no tests found", tests.Headline, StringComparison.Ordinal);
        Assert.False(tests.CoversChanges);
    }

    [Fact]
    public async Task A_commit_that_is_not_there_any_more_means_that_tests_could_not_start()
    {
        var shop = Repository("shop", _package, _passing);
        var changes = shop.Change(("a.js", "1")) with { HeadCommit = new string('1', 40) };

        var tests = Assert.Single((await RunAsync(TimeSpan.FromMinutes(2), [changes], shop)).Repositories);

        Assert.False(tests.Succeeded);
        Assert.StartsWith("tests could not start", tests.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_whose_sandbox_is_lost_run_again_in_another_one()
    {
        var shop = Repository("shop", ("package.json", $$$"""{"scripts":{"test":"touch {{{_sandbox.Workspace}}}/started; exec sleep 1000"}}"""));
        var appears = FileAppearsAsync("started");
        var running = RunAsync(TimeSpan.FromMinutes(2), [shop.Change(_passing)], shop);
        await appears;

        await _sandboxes.RemoveAsync(TestsSandbox.NameFor("abc123"), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => running.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal((FailureTypes.Transient, false), (failure.ErrorType, failure.NonRetryable));
    }

    private TestRunActivities Activities => field ??= new(
        _sandboxes, _artifacts, new GitHubOptions(), TimeProvider.System, NullLogger<TestRunActivities>.Instance);

    private CheckedRepository Repository(string name, params (string Path, string Content)[] files) => CheckedRepository.Create(_data, _sandbox, name, files);

    private async Task<RepositoryTests> RunAsync(CheckedRepository repository, params (string Path, string Content)[] change) =>
        Assert.Single((await RunAsync(TimeSpan.FromMinutes(3), [repository.Change(change)], repository)).Repositories);

    private Task<TestRunResult> RunAsync(TimeSpan timeout, IReadOnlyList<RepositoryChanges> changes, params CheckedRepository[] repositories) =>
        new ActivityEnvironment().RunAsync(() => Activities.RunTestsAsync(Request(timeout, changes, repositories)));

    private static RunTests Request(TimeSpan timeout, IReadOnlyList<RepositoryChanges> changes, params CheckedRepository[] repositories) =>
        new(new SandboxHandle(new TaskId("abc123"), "abc123", "host", "process"), new AttemptKey(new TaskId("abc123"), "fix-abc123", "fix", 1), [.. repositories.Select(r => r.Cloned)], timeout, changes);

    /// <summary>A test that pytest and Python's own runner find; the former need not be installed here.</summary>
    private static string PythonTest(string module, string actual, string expected) =>
        $"import unittest\n\nimport {module}\n\n\nclass Test(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual({actual}, {expected})\n";

    /// <summary>Puts a program first in the sandbox's path, which then has nothing but git and the system's tools besides.</summary>
    private async Task ProgramAsync(string name, string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Workspace, "bin")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(Path.Combine(folder, name), (UnixFileMode)Convert.ToInt32("755", 8));
        _options.ProcessPath = $"{folder}:/usr/bin:/bin";
    }

    private static void WriteWheel(string folder)
    {
        Directory.CreateDirectory(folder);
        using var wheel = ZipFile.Open(Path.Combine(folder, "answer-1.0-py3-none-any.whl"), ZipArchiveMode.Create);
        foreach (var (path, content) in new[]
        {
            ("answer.py", "VALUE = 42\n"),
            ("answer-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: answer\nVersion: 1.0\n"),
            ("answer-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            ("answer-1.0.dist-info/RECORD", "answer.py,,\nanswer-1.0.dist-info/METADATA,,\nanswer-1.0.dist-info/WHEEL,,\nanswer-1.0.dist-info/RECORD,,\n"),
        })
        {
            using var entry = new StreamWriter(wheel.CreateEntry(path).Open());
            entry.Write(content);
        }
    }

    private async Task FileAppearsAsync(string name)
    {
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_sandbox.Workspace, name);
        watcher.Created += (_, _) => appeared.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await appeared.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
