using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;

namespace SlackClaudeBot.Activities.Tests.Repositories;

public class BranchPusherTests
{
    [Fact]
    public async Task The_reviewed_commit_is_pushed_to_the_tasks_branch()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);

        var pushed = await world.PushAsync(cloned, changes);

        Assert.Equal((World.Branch, changes.HeadCommit), (pushed.Branch, pushed.Commit));
        Assert.Equal(changes.HeadCommit, world.RemoteCommit("acme/shop", World.Branch));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Data.Pushes));
    }

    [Fact]
    public async Task Pushing_twice_pushes_once()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);

        await world.PushAsync(cloned, changes);
        await world.PushAsync(cloned, changes);

        Assert.Single(world.Server.Requests, r => r.StartsWith("POST", StringComparison.Ordinal) && r.EndsWith("git-receive-pack", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_push_whose_answer_was_lost_is_done()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        world.Server.LosesAnswersToPushes = true;

        await world.PushAsync(cloned, changes);

        Assert.Equal(changes.HeadCommit, world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task A_later_attempt_replaces_the_earlier_one()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, first) = await WorkAsync(world);
        await world.PushAsync(cloned, first);
        World.Shell(cloned.Directory, "reset", "--quiet", "--hard", cloned.BaseCommit);
        await File.WriteAllTextAsync(Path.Combine(cloned.Directory, "other.txt"), "other");
        var second = Assert.Single((await world.CollectAsync([cloned], attempt: 2)).Repositories);

        await world.PushAsync(cloned, second);

        Assert.Equal(second.HeadCommit, world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task A_branch_that_somebody_else_changed_is_not_overwritten()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        World.Shell(world.Author("acme/shop"), "checkout", "--quiet", "-b", World.Branch);
        world.CommitRemote("acme/shop", "theirs.txt", "theirs");
        var theirs = world.RemoteCommit("acme/shop", World.Branch);

        var failure = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.InvalidRequest);

        Assert.Contains("Somebody else has pushed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(theirs, world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task A_token_that_may_not_push_is_refused_and_an_outage_is_tried_again()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        var status = 403;
        world.Server.Before = context =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };

        var refused = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.InvalidRequest);
        status = 503;
        await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.Transient);

        Assert.Contains("Contents: read and write", refused.Message, StringComparison.Ordinal);
        Assert.Null(world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task A_branch_that_the_server_protects_is_refused_with_the_servers_reason()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        await RejectPushesAsync(world, "GH006: Protected branch update failed");

        var failure = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.InvalidRequest);

        Assert.Contains("did not accept the branch", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_whole_reason_for_a_refusal_is_shown_with_its_links()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        await RejectPushesAsync(world, """
            error: GH013: Repository rule violations found for refs/heads/fix.
            Review all repository rules at https://github.com/acme/shop/rules
            - Cannot create ref due to creations being restricted.
            """);

        var failure = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.InvalidRequest);

        Assert.Contains("GH013: Repository rule violations found", failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://github.com/acme/shop/rules", failure.Message, StringComparison.Ordinal);
        Assert.Contains("creations being restricted", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Contents: read and write", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("remote: This repository was archived so it is read-only.", "archived so it is read-only")]
    [InlineData("remote: The 'acme' organization has enabled or enforced SAML SSO.\nremote: To access this repository, visit https://github.com/orgs/acme/sso?token=1 and try your request again.", "https://github.com/orgs/acme/sso?token=1")]
    [InlineData("remote: Although you appear to have the correct authorization credentials, the 'acme' organization has an IP allow list enabled, and your IP address is not permitted to access this resource.", "IP allow list")]
    [InlineData("remote: Your account is suspended. Please visit https://support.github.com for more information.", "suspended")]
    public void A_reason_other_than_the_tokens_permission_is_reported_without_advice_about_it(string said, string expected)
    {
        var address = RepositoryAddress.Require(new Uri("https://github.com"), "acme/shop");

        var failure = RepositoryFailures.Classify(new GitException("push", $"{said}\nfatal: unable to access 'https://github.com/acme/shop.git/': The requested URL returned error: 403"), address);

        Assert.Equal(FailureTypes.InvalidRequest, failure.ErrorType);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Contents: read and write", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_permission_is_reported_with_the_permission_to_grant()
    {
        var address = RepositoryAddress.Require(new Uri("https://github.com"), "acme/shop");

        var failure = RepositoryFailures.Classify(new GitException("push", "remote: Permission to acme/shop.git denied to bot.\nfatal: unable to access 'https://github.com/acme/shop.git/': The requested URL returned error: 403"), address);

        Assert.Contains("Contents: read and write", failure.Message, StringComparison.Ordinal);
        Assert.Contains("denied to bot", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Internal Server Error")]
    [InlineData("fatal error in commit_refs")]
    [InlineData("remote: internal error")]
    public async Task A_push_that_fails_on_the_server_is_retried(string said)
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        await RejectPushesAsync(world, said);

        await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.Transient);
    }

    [Fact]
    public async Task A_mirror_that_was_lost_is_made_again()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        Directory.Delete(world.Data.Mirrors, recursive: true);

        await world.PushAsync(cloned, changes);

        Assert.Equal(changes.HeadCommit, world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task Workflow_files_may_be_changed_if_that_is_allowed()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Options.AllowWorkflowChanges = true;
        var (cloned, changes) = await WorkAsync(world, ".github/workflows/ci.yml");

        await world.PushAsync(cloned, changes);

        Assert.NotNull(world.RemoteCommit("acme/shop", World.Branch));
    }

    private static async Task RejectPushesAsync(World world, string reason)
    {
        var hook = Path.Combine(world.Remote("acme/shop"), "hooks", "pre-receive");
        await File.WriteAllTextAsync(hook, $"#!/bin/sh\ncat >&2 <<'END'\n{reason}\nEND\nexit 1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<(Workflows.Contracts.Repositories.ClonedRepository Cloned, Workflows.Contracts.Repositories.RepositoryChanges Changes)> WorkAsync(World world, string file = "fix.txt")
    {
        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllText(Path.Combine(folder, file), "fixed\n");
        });
        return (cloned, Assert.Single(changes.Repositories));
    }
}
