using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

public sealed class SandboxSweeperTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly ISandboxProvider _provider = Substitute.For<ISandboxProvider>();
    private readonly IGatewayTokens _tokens = Substitute.For<IGatewayTokens>();
    private readonly IOpenTasks _tasks = Substitute.For<IOpenTasks>();
    private readonly TimeProvider _time = Substitute.For<TimeProvider>();

    public SandboxSweeperTests()
    {
        _time.GetUtcNow().Returns(_now);
        _tasks.IsOpenAsync("fix-open", Arg.Any<CancellationToken>()).Returns(true);
    }

    [Fact]
    public async Task Sandboxes_without_an_open_task_are_removed_and_the_rest_stays()
    {
        Found(("closed", "fix-closed", 60), ("open", "fix-open", 60), ("young", "fix-closed", 9));
        Assert.Equal(["closed"], await SweepAsync());
        await _provider.Received(1).RemoveAsync("closed", Arg.Any<CancellationToken>());
        await _provider.DidNotReceive().RemoveAsync("open", Arg.Any<CancellationToken>());
        await _provider.DidNotReceive().RemoveAsync("young", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_gateway_is_closed_to_removed_sandboxes_and_to_tasks_without_a_sandbox()
    {
        _tokens.OpenTasks.Returns(["closed", "open", "young", "gone"]);
        Found(("closed", "fix-closed", 60), ("open", "fix-open", 60), ("young", "fix-closed", 9));
        await SweepAsync();
        _tokens.Received(1).Revoke("closed");
        _tokens.Received(1).Revoke("gone");
        _tokens.DidNotReceive().Revoke("open");
        _tokens.DidNotReceive().Revoke("young");
    }

    [Fact]
    public async Task A_task_that_cannot_be_asked_about_keeps_its_sandbox_and_does_not_keep_the_others()
    {
        _tasks.IsOpenAsync("fix-unknown", Arg.Any<CancellationToken>()).ThrowsAsync(new IOException("Temporal does not answer"));
        Found(("unknown", "fix-unknown", 60), ("closed", "fix-closed", 60));
        Assert.Equal(["closed"], await SweepAsync());
        await _provider.DidNotReceive().RemoveAsync("unknown", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_removed_does_not_keep_the_others()
    {
        _provider.RemoveAsync("stuck", Arg.Any<CancellationToken>()).ThrowsAsync(new SandboxUnavailableException("busy"));
        Found(("stuck", "fix-closed", 60), ("closed", "fix-closed", 60));
        Assert.Equal(["closed"], await SweepAsync());
    }

    [Fact]
    public async Task A_swept_process_sandbox_leaves_nothing()
    {
        var fixture = new ProcessFixture();
        var sandbox = await fixture.NewSandboxAsync();
        var running = await sandbox.StartAsync(new SandboxCommand(["sh", "-c", "echo on; exec sleep 1000"]));
        _time.GetUtcNow().Returns(DateTimeOffset.UtcNow + SandboxSweeper.Grace + TimeSpan.FromSeconds(1));
        var sweeper = new SandboxSweeper(fixture.Provider, _tokens, _tasks, _time, NullLogger<SandboxSweeper>.Instance);
        Assert.Equal([sandbox.TaskId], await sweeper.SweepAsync(CancellationToken.None));
        await Assert.ThrowsAsync<SandboxLostException>(() => running.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(fixture.Data.Sandboxes));
        await fixture.DisposeAsync();
    }

    private void Found(params (string TaskId, string WorkflowId, int AgeInMinutes)[] owners) =>
        _provider.ListAsync(Arg.Any<CancellationToken>())
            .Returns([.. owners.Select(o => new SandboxOwner(o.TaskId, o.WorkflowId, _now.AddMinutes(-o.AgeInMinutes)))]);

    private Task<IReadOnlyList<string>> SweepAsync() =>
        new SandboxSweeper(_provider, _tokens, _tasks, _time, NullLogger<SandboxSweeper>.Instance).SweepAsync(CancellationToken.None);
}
