using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;

namespace SlackClaudeBot.Activities.Tests.Repositories;

public class RepositoryClonerTests
{
    [Fact]
    public async Task A_repository_is_cloned_onto_the_tasks_branch_and_borrows_the_mirrors_objects()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var cloned = Assert.Single(await world.CloneAsync("acme/shop"));

        Assert.Equal("acme/shop", cloned.Name);
        Assert.Equal("main", cloned.BaseBranch);
        Assert.Equal(world.RemoteCommit("acme/shop", "main"), cloned.BaseCommit);
        Assert.Equal(Path.Combine(world.Sandbox.Workspace, "shop"), cloned.Directory);
        Assert.Equal("# acme/shop\n", await File.ReadAllTextAsync(Path.Combine(cloned.Directory, "README.md")));
        Assert.Equal(World.Branch, World.Shell(cloned.Directory, "branch", "--show-current").Trim());
        Assert.Equal(world.Url("acme/shop") + ".git", World.Shell(cloned.Directory, "remote", "get-url", "origin").Trim());
        var alternates = await File.ReadAllTextAsync(Path.Combine(cloned.Directory, ".git", "objects", "info", "alternates"));
        Assert.StartsWith(world.Data.Mirrors, alternates, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_task_sees_later_pushes()
    {
        await using var world = await World.CreateAsync("acme/shop");
        await world.CloneAsync("acme/shop");
        world.CommitRemote("acme/shop", "new.txt", "new");

        var cloned = Assert.Single(await world.CloneAsync("acme/shop"));

        Assert.True(File.Exists(Path.Combine(cloned.Directory, "new.txt")));
        Assert.Single(Directory.GetDirectories(Path.Combine(world.Data.Mirrors, $"127.0.0.1_{world.Server.Address.Port}", "acme")));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Another_user_can_read_a_mirror_but_not_the_folder_it_is_in()
    {
        await using var world = await World.CreateAsync("acme/shop");

        await world.CloneAsync("acme/shop");

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(world.Data.Root) & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        const UnixFileMode enter = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var mirror = Directory.GetParent(Assert.Single(Directory.EnumerateDirectories(world.Data.Mirrors, "mirror.git", SearchOption.AllDirectories)))!.FullName;
        Assert.All(Directory.EnumerateDirectories(mirror, "*", SearchOption.AllDirectories).Append(mirror), folder =>
            Assert.Equal(enter, File.GetUnixFileMode(folder) & enter));
        Assert.All(Directory.EnumerateFiles(world.Data.Mirrors, "*", SearchOption.AllDirectories), file =>
            Assert.Equal(UnixFileMode.OtherRead, File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)));
    }

    [Fact]
    public async Task Borrowed_objects_stay_when_their_branch_is_deleted_on_the_server()
    {
        await using var world = await World.CreateAsync("acme/shop");
        World.Shell(world.Author("acme/shop"), "checkout", "--quiet", "-b", "topic");
        world.CommitRemote("acme/shop", "topic.txt", "topic");
        var cloned = Assert.Single(await world.CloneAsync(null, World.Repository("acme/shop", "topic")));

        // A folder with the old branch's name: the two cannot coexist.
        World.Shell(world.Author("acme/shop"), "push", "--quiet", "origin", ":topic", "HEAD:refs/heads/topic/next");
        await world.CloneAsync(null, World.Repository("acme/shop", "topic/next"));

        Assert.Equal("topic", World.Shell(cloned.Directory, "show", $"{cloned.BaseCommit}:topic.txt"));
    }

    [Theory]
    [InlineData("refs/heads/main.lock")]
    [InlineData("packed-refs.lock")]
    public async Task A_lock_that_a_crash_left_in_a_mirror_keeps_later_tasks_out_for_a_moment_only(string name)
    {
        await using var world = await World.CreateAsync("acme/shop");
        World.Shell(world.Author("acme/shop"), "push", "--quiet", "origin", "HEAD:refs/heads/topic");
        await world.CloneAsync("acme/shop");
        World.Shell(world.Author("acme/shop"), "push", "--quiet", "origin", ":topic");
        world.CommitRemote("acme/shop", "new.txt", "new");
        var left = Path.Combine(Assert.Single(Directory.EnumerateDirectories(world.Data.Mirrors, "mirror.git", SearchOption.AllDirectories)), name);
        await File.WriteAllTextAsync(left, "");

        // It might be that of a git which still works there.
        await ActivityFailure.OfAsync(() => world.CloneAsync("acme/shop"), FailureTypes.Transient);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-2));
        var cloned = Assert.Single(await world.CloneAsync("acme/shop"));

        Assert.True(File.Exists(Path.Combine(cloned.Directory, "new.txt")));
    }

    [Fact]
    public async Task A_pack_that_a_crash_left_unfinished_is_removed_and_one_that_may_be_in_progress_stays()
    {
        await using var world = await World.CreateAsync("acme/shop");
        await world.CloneAsync("acme/shop");
        var packs = Path.Combine(Assert.Single(Directory.EnumerateDirectories(world.Data.Mirrors, "mirror.git", SearchOption.AllDirectories)), "objects", "pack");
        await File.WriteAllTextAsync(Path.Combine(packs, "tmp_pack_left"), "");
        await File.WriteAllTextAsync(Path.Combine(packs, "tmp_pack_new"), "");
        File.SetLastWriteTimeUtc(Path.Combine(packs, "tmp_pack_left"), DateTime.UtcNow.AddMinutes(-2));

        await world.CloneAsync("acme/shop");

        Assert.Equal("tmp_pack_new", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(packs, "tmp_*"))));
    }

    [Fact]
    public async Task Several_repositories_are_cloned_side_by_side()
    {
        await using var world = await World.CreateAsync("acme/shop", "acme/web", "other/shop");

        var cloned = await world.CloneAsync("acme/shop", "acme/web", "other/shop");

        Assert.Equal(["acme-shop", "web", "other-shop"], cloned.Select(c => Path.GetFileName(c.Directory)));
    }

    [Fact]
    public async Task The_agent_finds_its_task_and_rules_outside_of_the_repositories()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var cloned = Assert.Single(await world.CloneAsync("acme/shop"));

        var agents = await File.ReadAllTextAsync(Path.Combine(world.Sandbox.Workspace, "AGENTS.md"));
        Assert.Contains("Fix the cart", agents, StringComparison.Ordinal);
        Assert.Contains("It crashes.", agents, StringComparison.Ordinal);
        Assert.Contains("`shop/` is acme/shop, on branch `fix/claude-task1`, made from `main`", agents, StringComparison.Ordinal);
        Assert.EndsWith($"\n# The rules\n\n{AgentRules.Text}\n", agents, StringComparison.Ordinal);
        Assert.Equal("@AGENTS.md\n", await File.ReadAllTextAsync(Path.Combine(world.Sandbox.Workspace, "CLAUDE.md")));
        Assert.Empty(World.Shell(cloned.Directory, "status", "--porcelain"));
    }

    [Fact]
    public async Task Cloning_again_starts_over()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var first = Assert.Single(await world.CloneAsync("acme/shop"));
        await File.WriteAllTextAsync(Path.Combine(first.Directory, "half.txt"), "half");

        var second = Assert.Single(await world.CloneAsync("acme/shop"));

        Assert.Equal(first, second);
        Assert.False(File.Exists(Path.Combine(second.Directory, "half.txt")));
    }

    [Fact]
    public async Task A_branch_that_does_not_exist_is_refused_with_the_nearest_one()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var failure = await ActivityFailure.OfAsync(() => world.CloneAsync(null, World.Repository("acme/shop", "mian")), FailureTypes.InvalidRequest);

        Assert.Equal("acme/shop has no branch mian. Did you mean main?", failure.Message);
    }

    [Fact]
    public async Task A_repository_that_does_not_exist_is_refused_with_the_nearest_known_one()
    {
        await using var world = await World.CreateAsync("acme/shop");
        await world.CloneAsync("acme/shop");

        var failure = await ActivityFailure.OfAsync(() => world.CloneAsync("acme/shpo"), FailureTypes.InvalidRequest);

        Assert.Equal("There is no repository acme/shpo at 127.0.0.1, or the bot's token may not see it. Did you mean acme/shop?", failure.Message);
    }

    [Fact]
    public async Task The_work_starts_from_the_current_default_branch()
    {
        await using var world = await World.CreateAsync("acme/shop");
        Assert.Equal("main", Assert.Single(await world.CloneAsync("acme/shop")).BaseBranch);
        World.Shell(world.Author("acme/shop"), "switch", "--quiet", "--create", "release/2.x");
        world.CommitRemote("acme/shop", "only-in-2.x.txt", "2");
        World.Shell(world.Remote("acme/shop"), "symbolic-ref", "HEAD", "refs/heads/release/2.x");

        var cloned = Assert.Single(await world.CloneAsync("acme/shop"));

        Assert.Equal(("release/2.x", world.RemoteCommit("acme/shop", "release/2.x")), (cloned.BaseBranch, cloned.BaseCommit));
        Assert.True(File.Exists(Path.Combine(cloned.Directory, "only-in-2.x.txt")));
    }

    [Fact]
    public async Task An_empty_repository_is_refused()
    {
        await using var world = await World.CreateAsync("acme/shop");
        Directory.CreateDirectory(world.Remote("acme/empty"));
        World.Shell(world.Remote("acme/empty"), "init", "--quiet", "--bare");

        var failure = await ActivityFailure.OfAsync(() => world.CloneAsync("acme/empty"), FailureTypes.InvalidRequest);

        Assert.Contains("acme/empty is empty", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_repository_larger_than_allowed_is_refused_and_not_kept()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var noise = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(noise);
        world.CommitRemote("acme/shop", "big.txt", Convert.ToBase64String(noise));
        world.Options.MaxRepositoryBytes = 1024 * 1024;

        var failure = await ActivityFailure.OfAsync(() => world.CloneAsync("acme/shop"), FailureTypes.InvalidRequest);

        Assert.Contains("MAX_REPOSITORY_BYTES", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(world.Data.Mirrors, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_wrong_token_is_refused_and_an_outage_is_tried_again()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Options.Token = "wrong";
        var refused = await ActivityFailure.OfAsync(() => world.CloneAsync("acme/shop"), FailureTypes.InvalidRequest);
        Assert.Contains("does not accept the bot's token", refused.Message, StringComparison.Ordinal);

        world.Options.Token = world.Server.Token;
        world.Server.Before = context =>
        {
            context.Response.StatusCode = 502;
            return Task.FromResult(true);
        };
        await ActivityFailure.OfAsync(() => world.CloneAsync("acme/shop"), FailureTypes.Transient);

        world.Server.Before = context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/elsewhere", permanent: true);
            return Task.FromResult(true);
        };
        var moved = await ActivityFailure.OfAsync(() => world.CloneAsync("acme/shop"), FailureTypes.InvalidRequest);
        Assert.Contains("has moved", moved.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_work_is_restored_into_a_new_sandbox()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (first, changes) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed"));
        world.CommitRemote("acme/shop", "later.txt", "later");
        world.NewSandbox();

        var restore = changes.Repositories.ToDictionary(r => r.Name, r => r.Bundle!);
        var second = Assert.Single(await world.CloneAsync(restore, World.Repository("acme/shop")));

        Assert.Equal(first.BaseCommit, second.BaseCommit);
        Assert.Equal("fixed", await File.ReadAllTextAsync(Path.Combine(second.Directory, "fix.txt")));
        Assert.Equal(changes.Repositories[0].HeadCommit, World.Shell(second.Directory, "rev-parse", World.Branch).Trim());
        var again = await world.CollectAsync([second], attempt: 2);
        Assert.Equal(["fix.txt"], Assert.Single(again.Repositories).Files);
    }

    [Fact]
    public async Task Tasks_at_the_same_time_share_one_mirror()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var repository = RepositoryAddress.Require(world.Server.Address, "acme/shop");

        var mirrors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Mirrors.UpdateAsync(repository!, default)));

        Assert.Single(mirrors.Select(m => m.Path).Distinct());
        Assert.All(mirrors, mirror => Assert.Equal("main", mirror.DefaultBranch));
        World.Shell(mirrors[0].Path, "fsck", "--connectivity-only");
    }

    [Fact]
    public async Task A_branch_in_the_way_of_the_tasks_own_gives_it_another_name()
    {
        await using var world = await World.CreateAsync("acme/shop");
        World.Shell(world.Author("acme/shop"), "checkout", "--quiet", "-b", "fix");
        world.CommitRemote("acme/shop", "a.txt", "a");

        var cloned = Assert.Single(await world.CloneAsync(null, World.Repository("acme/shop", "fix")));
        await File.WriteAllTextAsync(Path.Combine(cloned.Directory, "b.txt"), "b");
        var changes = Assert.Single((await world.CollectAsync([cloned])).Repositories);
        await world.PushAsync(cloned, changes);

        Assert.Equal(("fix", "fix-claude-task1"), (cloned.BaseBranch, cloned.Branch));
        Assert.Equal(changes.HeadCommit, world.RemoteCommit("acme/shop", "fix-claude-task1"));
    }

    [Fact]
    public async Task A_branch_with_another_name_is_restored_with_it()
    {
        await using var world = await World.CreateAsync("acme/shop");
        World.Shell(world.Author("acme/shop"), "push", "--quiet", "origin", "main:fix");
        var cloned = Assert.Single(await world.CloneAsync("acme/shop"));
        await File.WriteAllTextAsync(Path.Combine(cloned.Directory, "b.txt"), "b");
        var changes = Assert.Single((await world.CollectAsync([cloned])).Repositories);
        world.NewSandbox();

        var restored = Assert.Single(await world.CloneAsync(new Dictionary<string, Workflows.Contracts.Artifacts.ArtifactReference> { ["acme/shop"] = changes.Bundle! }, World.Repository("acme/shop")));

        Assert.Equal("fix-claude-task1", restored.Branch);
        Assert.Equal(cloned.BaseCommit, restored.BaseCommit);
        Assert.True(File.Exists(Path.Combine(restored.Directory, "b.txt")));
    }

    [Theory]
    [InlineData("fix/claude-1", "fix/claude-1", "main", "fix/other", "fixes")]
    [InlineData("fix-claude-1", "fix/claude-1", "fix")]
    [InlineData("fix-claude-1", "fix/claude-1", "fix/claude-1/more")]
    [InlineData("fix-claude-1-2", "fix/claude-1", "fix", "fix-claude-1/more")]
    public void A_task_branch_fits_beside_the_others(string expected, string wanted, params string[] existing) =>
        Assert.Equal(expected, Activities.Repositories.TaskBranch.Choose(wanted, existing));

    [Theory]
    [InlineData("fatal: cannot lock ref", 1, FailureTypes.Transient)]
    [InlineData("fatal: cannot lock ref", 5, FailureTypes.InvalidRequest)]
    [InlineData("error: unable to write file: No space left on device", 1, FailureTypes.InvalidRequest)]
    public void A_failure_of_git_in_the_sandbox_is_tried_a_few_times(string said, int attempt, string type) =>
        Assert.Equal(type, Activities.Repositories.RepositoryFailures.ClassifySandbox(new Activities.Repositories.GitException("clone", said), attempt).ErrorType);
}
