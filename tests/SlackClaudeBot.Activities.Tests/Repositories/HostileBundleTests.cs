using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>Bundles that no honest sandbox would make: none of them is pushed.</summary>
[Trait("Category", "Hostile")]
public class HostileBundleTests
{
    [Fact]
    public Task A_bundle_with_another_branch_is_refused() =>
        RefusedAsync("must hold fix/claude-task1 alone", folder =>
        {
            World.Shell(folder, "branch", "--force", "evil", "HEAD");
            return ["^BASE", $"refs/heads/{World.Branch}", "refs/heads/evil"];
        });

    [Fact]
    public Task A_bundle_of_another_branch_alone_is_refused() =>
        RefusedAsync("must hold fix/claude-task1 alone", folder =>
        {
            World.Shell(folder, "branch", "--force", "main", "HEAD");
            return ["^BASE", "refs/heads/main"];
        });

    [Fact]
    public Task A_bundle_with_a_tag_is_refused() =>
        RefusedAsync("must hold fix/claude-task1 alone", folder =>
        {
            World.Shell(folder, "tag", "v9", "HEAD");
            return ["^BASE", $"refs/heads/{World.Branch}", "refs/tags/v9"];
        });

    [Fact]
    public Task A_bundle_with_another_commit_than_the_reviewed_one_is_refused() =>
        RefusedAsync("not the reviewed", folder =>
        {
            World.Shell(folder, "commit", "--quiet", "--allow-empty", "-m", "Slipped in");
            return ["^BASE", $"refs/heads/{World.Branch}"];
        });

    [Fact]
    public Task A_bundle_of_unrelated_history_is_refused() =>
        RefusedAsync("was not made from the commit", folder =>
        {
            World.Shell(folder, "checkout", "--quiet", "--orphan", "orphan");
            World.Shell(folder, "commit", "--quiet", "-m", "From nowhere");
            World.Shell(folder, "branch", "--force", World.Branch, "HEAD");
            return [$"refs/heads/{World.Branch}"];
        });

    [Fact]
    public Task A_bundle_that_needs_unknown_commits_is_refused() =>
        RefusedAsync("is not a bundle for this repository", folder =>
        {
            World.Shell(folder, "checkout", "--quiet", "--orphan", "orphan");
            World.Shell(folder, "commit", "--quiet", "-m", "From nowhere");
            World.Shell(folder, "commit", "--quiet", "--allow-empty", "-m", "On top");
            World.Shell(folder, "branch", "--force", World.Branch, "HEAD");
            return ["^orphan~1", $"refs/heads/{World.Branch}"];
        });

    [Fact]
    public Task An_object_that_git_finds_malicious_is_refused() =>
        RefusedAsync("git refuses", folder =>
        {
            // A path that would be written into .git at a checkout.
            var blob = World.Shell(folder, "rev-parse", "HEAD:README.md").Trim();
            World.Shell(folder, "update-index", "--add", "--cacheinfo", $"100644,{blob},ok");
            var tree = Encode(folder, $"100644 .git\0", blob);
            var commit = World.Shell(folder, "commit-tree", tree, "-p", "HEAD", "-m", "Evil").Trim();
            World.Shell(folder, "update-ref", $"refs/heads/{World.Branch}", commit);
            return ["^BASE", $"refs/heads/{World.Branch}"];
        });

    [Fact]
    public async Task A_file_that_is_not_a_bundle_is_refused()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        await File.WriteAllTextAsync(world.Artifacts.FindFile(changes.Bundle!)!, "# v2 git bundle\n--upload-pack=touch /tmp/x\n\n");

        await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.PolicyViolation);

        Assert.Null(world.RemoteCommit("acme/shop", World.Branch));
    }

    [Theory]
    [InlineData(".github/workflows/evil.yml")]
    [InlineData(".GitHub/Workflows/evil.yml")]
    public async Task A_change_of_workflows_is_refused(string path)
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world, path);

        var failure = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.PolicyViolation);

        Assert.Contains("ALLOW_WORKFLOW_CHANGES", failure.Message, StringComparison.Ordinal);
        Assert.Null(world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task Moving_a_workflow_away_is_a_change_of_it()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", ".github/workflows/guard.yml", "on: push\njobs: {}\n");
        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
            File.Move(Path.Combine(folder, ".github/workflows/guard.yml"), Path.Combine(folder, "guard.yml")));

        await ActivityFailure.OfAsync(() => world.PushAsync(cloned, Assert.Single(changes.Repositories)), FailureTypes.PolicyViolation);
    }

    [Fact]
    public async Task Too_many_files_are_refused()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Options.MaxChangedFiles = 3;
        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            foreach (var i in Enumerable.Range(0, 4))
            {
                File.WriteAllText(Path.Combine(folder, $"{i}.txt"), "x");
            }
        });

        var failure = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, Assert.Single(changes.Repositories)), FailureTypes.PolicyViolation);

        Assert.Contains("MAX_CHANGED_FILES", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_grew_after_it_was_collected_is_refused()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        world.Options.MaxBundleBytes = new FileInfo(world.Artifacts.FindFile(changes.Bundle!)!).Length - 1;

        await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.PolicyViolation);
    }

    [Fact]
    public async Task The_base_branch_is_never_pushed_to()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, changes) = await WorkAsync(world);
        var before = world.RemoteCommit("acme/shop", "main");

        await ActivityFailure.OfAsync(() => world.PushAsync(cloned with { Branch = "main" }, changes), FailureTypes.PolicyViolation);

        Assert.Equal(before, world.RemoteCommit("acme/shop", "main"));
    }

    private static async Task RefusedAsync(string reason, Func<string, string[]> evil)
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", "second.txt", "second");
        var (cloned, changes) = await WorkAsync(world);
        var revisions = evil(cloned.Directory).Select(r => r.Replace("BASE", cloned.BaseCommit, StringComparison.Ordinal));
        World.Shell(cloned.Directory, ["bundle", "create", "--quiet", world.Artifacts.FindFile(changes.Bundle!)!, .. revisions]);

        var failure = await ActivityFailure.OfAsync(() => world.PushAsync(cloned, changes), FailureTypes.PolicyViolation);

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Null(world.RemoteCommit("acme/shop", World.Branch));
        Assert.Null(world.RemoteCommit("acme/shop", "evil"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Data.Pushes));
    }

    private static async Task<(ClonedRepository Cloned, RepositoryChanges Changes)> WorkAsync(World world, string file = "fix.txt")
    {
        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllText(Path.Combine(folder, file), "fixed\n");
        });
        return (cloned, Assert.Single(changes.Repositories));
    }

    /// <summary>Writes a tree that git's own commands would not write.</summary>
    private static string Encode(string folder, string entry, string blob)
    {
        var file = Path.Combine(folder, ".git", "evil-tree");
        File.WriteAllBytes(file, [.. System.Text.Encoding.UTF8.GetBytes(entry), .. Convert.FromHexString(blob)]);
        return World.Shell(folder, "hash-object", "-t", "tree", "-w", "--literally", file).Trim();
    }
}
