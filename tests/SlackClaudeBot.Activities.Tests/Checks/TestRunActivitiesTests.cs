using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using SlackClaudeBot.Activities.Checks;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Process;
using SlackClaudeBot.Activities.Tests.Gateway;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Activities.Tests.Checks;

/// <summary>Real runners in a real process sandbox.</summary>
public sealed class TestRunActivitiesTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SandboxOptions _options = new();
    private readonly FileArtifactStore _artifacts;
    private readonly ProcessSandboxProvider _sandboxes;
    private ISandbox _sandbox = null!;

    public TestRunActivitiesTests()
    {
        var data = new DataDirectory(_folder.Path);
        _artifacts = new FileArtifactStore(data);
        _sandboxes = new ProcessSandboxProvider(
            _options, data, HostIdentity.Load(data), Substitute.For<IModelGatewayEndpoint>(), TimeProvider.System, NullLogger<ProcessSandboxProvider>.Instance);
    }

    public async ValueTask InitializeAsync() => _sandbox = await _sandboxes.ProvisionAsync(new SandboxRequest("abc123", "fix-abc123", []), CancellationToken.None);

    public async ValueTask DisposeAsync() => await _sandboxes.RemoveAsync("abc123", CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Failing_tests_are_a_result_with_a_log()
    {
        await WriteAsync("shop/package.json", """{"scripts":{"test":"node --test"}}""");
        await WriteAsync("shop/cart.test.js", "const {test}=require('node:test');const assert=require('assert');test('good',()=>{});test('bad',()=>assert.equal(1,2));");

        var tests = Assert.Single((await RunAsync("shop")).Repositories);

        Assert.Equal(("npm", false, 1, 1, 0), (tests.Runner, tests.Succeeded, tests.Passed, tests.Failed, tests.Skipped));
        Assert.Contains("bad", tests.Excerpt, StringComparison.Ordinal);
        Assert.Contains("bad", await File.ReadAllTextAsync(_artifacts.FindFile(tests.Log!)!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_repository_has_its_own_runner_or_none()
    {
        await WriteAsync("shop/package.json", """{"scripts":{"test":"node --test"}}""");
        await WriteAsync("shop/cart.test.js", "require('node:test').test('good',()=>{});");
        await WriteAsync("notes/README.md", "words");

        var result = await RunAsync("shop", "notes");

        Assert.Equal(["npm", null], result.Repositories.Select(r => r.Runner));
        Assert.Equal((true, true, 1), (result.AnyRan, result.AllPassed, result.Passed));
    }

    [Fact]
    public async Task Tests_without_an_end_are_ended()
    {
        await WriteAsync("shop/package.json", """{"scripts":{"test":"node -e \"setInterval(()=>{},1000)\""}}""");

        var tests = Assert.Single((await RunAsync(TimeSpan.FromSeconds(3), "shop")).Repositories);

        Assert.False(tests.Succeeded);
        Assert.StartsWith("The tests did not end in time.", tests.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_activity_beats_with_the_repository_it_tests()
    {
        await WriteAsync("shop/package.json", """{"scripts":{"test":"node --test"}}""");
        await WriteAsync("shop/cart.test.js", "require('node:test').test('good',()=>{});");
        var beats = new List<object?[]>();

        var result = await new ActivityEnvironment { Heartbeater = beats.Add }.RunAsync(() => Activities.RunTestsAsync(Request(TimeSpan.FromMinutes(2), "shop")));

        Assert.True(result.AllPassed);
        Assert.All(beats, beat => Assert.Equal(["acme/shop"], beat));
        Assert.NotEmpty(beats);
    }

    [Fact]
    public async Task Tests_that_a_killed_bot_left_running_end_before_they_run_again()
    {
        await WriteAsync("shop/package.json", """{"scripts":{"test":"test -e ../begun && exit; touch ../begun; exec sleep 1000"}}""");
        var begun = FileAppearsAsync("begun");
        var left = RunAsync("shop");
        await begun;

        var again = Assert.Single((await RunAsync("shop")).Repositories);

        Assert.True(again.Succeeded, again.Excerpt);
        Assert.False((await left.WaitAsync(TimeSpan.FromSeconds(60))).AllPassed);
    }

    [Fact]
    public async Task A_Python_that_was_set_up_in_the_repository_runs_its_tests()
    {
        await WriteAsync("shop/test_cart.py", "");
        await WriteAsync("shop/.venv/bin/python", "#!/bin/sh\ncase \"$2\" in pytest) echo 'No module named pytest'; exit 1 ;; esac\necho 'Ran 3 tests in 0.1s'; echo OK\n");
        await _sandbox.RunAsync(new SandboxCommand(["chmod", "+x", "shop/.venv/bin/python"]), CancellationToken.None);

        var tests = Assert.Single((await RunAsync("shop")).Repositories);

        Assert.Equal(("unittest", true, 3), (tests.Runner, tests.Succeeded, tests.Passed));
    }

    [Fact]
    public async Task A_runner_that_the_sandbox_lacks_is_named()
    {
        await WriteAsync("shop/go.mod", "module shop\n");
        await _sandbox.RunAsync(new SandboxCommand(["sh", "-c", "mkdir bin; ln -s \"$(command -v find)\" bin"]), CancellationToken.None);
        _options.ProcessPath = $"{_sandbox.Workspace}/bin";

        var tests = Assert.Single((await RunAsync("shop")).Repositories);

        Assert.Equal(("go", false), (tests.Runner, tests.Succeeded));
        Assert.StartsWith("The sandbox has no go, so no test ran.", tests.Excerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("go.mod", "go", "exit 0")]
    [InlineData("pytest.ini", "python3", "echo 'no tests ran in 0.01s'; exit 5")]
    [InlineData("shop.sln", "dotnet", "echo 'Test run summary: Zero tests ran'; exit 8")]
    public async Task A_runner_that_finds_no_tests_found_none(string marker, string program, string script)
    {
        await WriteAsync("shop/" + marker, "");
        await WriteAsync("bin/" + program, "#!/bin/sh\n" + script + "\n");
        await _sandbox.RunAsync(new SandboxCommand(["chmod", "+x", "bin/" + program]), CancellationToken.None);
        _options.ProcessPath = $"{_sandbox.Workspace}/bin:/usr/bin:/bin";

        var result = await RunAsync("shop");

        Assert.Null(Assert.Single(result.Repositories).Runner);
        Assert.False(result.AnyRan);
    }

    [Fact]
    public async Task A_lost_sandbox_is_the_workflows_to_replace()
    {
        await _sandboxes.RemoveAsync("abc123", CancellationToken.None);

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => new ActivityEnvironment().RunAsync(() => Activities.RunTestsAsync(Request(TimeSpan.FromMinutes(2), "shop"))));

        Assert.Equal((FailureTypes.SandboxLost, true), (failure.ErrorType, failure.NonRetryable));
    }

    private TestRunActivities Activities => new(_sandboxes, _artifacts, TimeProvider.System, NullLogger<TestRunActivities>.Instance);

    private Task<TestRunResult> RunAsync(params string[] repositories) => RunAsync(TimeSpan.FromMinutes(2), repositories);

    private Task<TestRunResult> RunAsync(TimeSpan timeout, params string[] repositories) =>
        new ActivityEnvironment().RunAsync(() => Activities.RunTestsAsync(Request(timeout, repositories)));

    private RunTests Request(TimeSpan timeout, params string[] repositories) => new(
        new SandboxHandle("abc123", "abc123", "host", "process"), "abc123", "fix", 1,
        [.. repositories.Select(r => new ClonedRepository($"acme/{r}", "https://example.com", $"{_sandbox.Workspace}/{r}", "main", "0", "b"))],
        timeout);

    private async Task FileAppearsAsync(string name)
    {
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_sandbox.Workspace, name);
        watcher.Created += (_, _) => appeared.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await appeared.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private Task WriteAsync(string file, string content) =>
        _sandbox.WriteFileAsync($"{_sandbox.Workspace}/{file}", System.Text.Encoding.UTF8.GetBytes(content), CancellationToken.None);
}
