using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;

namespace SlackClaudeBot.Activities.Tests.Repositories;

public class ChangeCollectorTests
{
    /// <summary>An agent can take the bot's name: nothing in a sandbox is out of its reach.</summary>
    private const string AsOurs =
        "alias.as-ours=!GIT_AUTHOR_NAME='Claude Code' GIT_AUTHOR_EMAIL=noreply@anthropic.com GIT_COMMITTER_NAME='Claude Code' GIT_COMMITTER_EMAIL=noreply@anthropic.com git";

    [Fact]
    public async Task What_the_agent_left_is_committed_counted_and_carried_out()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "README.md"), "# Shop\nTwo\n");
            File.WriteAllText(Path.Combine(folder, "täst file.txt"), "one\n");
        });

        var shop = Assert.Single(changes.Repositories);
        Assert.Equal((2, 3, 1), (shop.FilesChanged, shop.LinesAdded, shop.LinesRemoved));
        Assert.Equal(["README.md", "täst file.txt"], shop.Files);
        Assert.Equal(shop.HeadCommit, World.Shell(cloned.Directory, "rev-parse", World.Branch).Trim());
        Assert.Equal(
            "Claude Code <noreply@anthropic.com>|Claude Code <noreply@anthropic.com>|Fix the cart|Because it crashed.",
            World.Shell(cloned.Directory, "log", "-1", "--format=%an <%ae>|%cn <%ce>|%s|%b").Trim());
        var diff = await File.ReadAllTextAsync(world.Artifacts.FindFile(changes.Diff!)!);
        Assert.Contains("+Two", diff, StringComparison.Ordinal);
        Assert.Contains("+# Shop", changes.DiffPreview, StringComparison.Ordinal);
        Assert.Equal("task1/fix-1.acme.shop.bundle", shop.Bundle!.Key);
        Assert.Empty(changes.Remarks!);
    }

    [Fact]
    public async Task Of_two_repositories_only_the_changed_one_has_a_bundle()
    {
        await using var world = await World.CreateAsync("acme/shop", "acme/web");
        var cloned = await world.CloneAsync("acme/shop", "acme/web");
        await File.WriteAllTextAsync(Path.Combine(cloned[1].Directory, "new.txt"), "new\n");

        var changes = await world.CollectAsync(cloned);

        Assert.Equal(["acme/shop", "acme/web"], changes.Repositories.Select(r => r.Name));
        Assert.Null(changes.Repositories[0].Bundle);
        Assert.Equal(cloned[0].BaseCommit, changes.Repositories[0].HeadCommit);
        Assert.NotNull(changes.Repositories[1].Bundle);
        Assert.Equal(1, changes.FilesChanged);
        Assert.StartsWith("# acme/web", changes.DiffPreview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_changed_is_no_diff_and_no_commit()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (cloned, changes) = await world.WorkAsync("acme/shop", _ => { });

        Assert.Null(changes.Diff);
        Assert.Equal(0, changes.FilesChanged);
        Assert.Equal(cloned.BaseCommit, World.Shell(cloned.Directory, "rev-parse", "HEAD").Trim());
    }

    [Fact]
    public async Task Changes_that_were_taken_back_are_no_changes()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            Commit(folder, "a.txt", "a");
            World.Shell(folder, "revert", "--no-edit", "HEAD");
        });

        Assert.Null(Assert.Single(changes.Repositories).Bundle);
    }

    [Fact]
    public async Task Collecting_again_finds_the_same_commit()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, first) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "a.txt"), "a"));

        var second = await world.CollectAsync([cloned]);

        Assert.Equal(first.Repositories[0].HeadCommit, second.Repositories[0].HeadCommit);
    }

    [Fact]
    public async Task The_next_attempt_counts_against_the_base()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var (cloned, _) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "a.txt"), "a\n"));
        await File.WriteAllTextAsync(Path.Combine(cloned.Directory, "b.txt"), "b\n");

        var second = await world.CollectAsync([cloned], attempt: 2);

        Assert.Equal(["a.txt", "b.txt"], Assert.Single(second.Repositories).Files);
    }

    [Fact]
    public async Task Work_on_another_branch_or_on_rewritten_history_still_is_the_work()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", "second.txt", "second");

        var (cloned, elsewhere) = await world.WorkAsync("acme/shop", folder =>
        {
            World.Shell(folder, "checkout", "--quiet", "-b", "my-own-branch");
            Commit(folder, "a.txt", "a");
        });
        World.Shell(cloned.Directory, "reset", "--quiet", "--soft", "HEAD~2");
        World.Shell(cloned.Directory, "commit", "--quiet", "-m", "Rewritten");
        var rewritten = await world.CollectAsync([cloned], attempt: 2);

        Assert.Equal(["a.txt"], Assert.Single(elsewhere.Repositories).Files);
        Assert.Equal(["a.txt"], Assert.Single(rewritten.Repositories).Files);
        Assert.Equal(cloned.BaseCommit, World.Shell(cloned.Directory, "rev-parse", $"{World.Branch}~1").Trim());
    }

    [Fact]
    public async Task Work_on_a_branch_without_a_commit_still_is_the_work()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            World.Shell(folder, "checkout", "--quiet", "--orphan", "anew");
            File.WriteAllText(Path.Combine(folder, "a.txt"), "a");
        });

        Assert.Equal(["a.txt"], Assert.Single(changes.Repositories).Files);
    }

    [Theory]
    [InlineData("index.lock")]
    [InlineData("HEAD.lock")]
    [InlineData($"refs/heads/{World.Branch}.lock")]
    public async Task A_lock_that_the_agent_left_is_no_obstacle(string name)
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "a.txt"), "a");
            File.WriteAllText(Path.Combine(folder, ".git", name), "");
        });

        Assert.Equal(1, changes.FilesChanged);
    }

    [Fact]
    public async Task A_renamed_file_is_one_file()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder => File.Move(Path.Combine(folder, "README.md"), Path.Combine(folder, "HELLO.md")));

        Assert.Equal(["HELLO.md"], Assert.Single(changes.Repositories).Files);
        Assert.Equal(0, changes.LinesAdded);
    }

    [Fact]
    public async Task A_binary_file_is_named_without_its_bytes()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (cloned, changes) = await world.WorkAsync("acme/shop", directory => File.WriteAllBytes(Path.Combine(directory, "logo.png"), [0x89, 0x50, 0x4E, 0x47, 0, 1, 2, 0xFF]));

        Assert.Equal((1, 0, 0), (changes.FilesChanged, changes.LinesAdded, changes.LinesRemoved));
        Assert.Contains("Binary files /dev/null and b/logo.png differ", changes.DiffPreview, StringComparison.Ordinal);
        await world.PushAsync(cloned, changes.Repositories.Single());
        Assert.Equal(changes.Repositories.Single().HeadCommit, world.RemoteCommit("acme/shop", World.Branch));
    }

    [Fact]
    public async Task What_cannot_be_pushed_is_remarked_before_the_review()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, ".github", "workflows"));
            File.WriteAllText(Path.Combine(folder, ".github", "workflows", "ci.yml"), "on: push");
            File.CreateSymbolicLink(Path.Combine(folder, "link"), "/etc/passwd");
        });

        Assert.Contains(changes.Remarks!, r => r.Contains(".github/workflows/ci.yml", StringComparison.Ordinal));
        Assert.Contains("acme/shop: link is a symbolic link.", changes.Remarks!);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task What_is_too_large_is_refused_and_not_kept()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Options.MaxBundleBytes = 100_000;
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);

        var failure = await ActivityFailure.OfAsync(
            () => world.WorkAsync("acme/shop", folder => File.WriteAllBytes(Path.Combine(folder, "noise"), noise)), FailureTypes.PolicyViolation);

        Assert.Contains("MAX_BUNDLE_BYTES", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(world.Data.Artifacts, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Data.Pushes));
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_repository_that_the_agent_destroyed_is_a_clear_failure()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var failure = await ActivityFailure.OfAsync(
            () => world.WorkAsync("acme/shop", folder => Directory.Delete(Path.Combine(folder, ".git"), recursive: true)), FailureTypes.PolicyViolation);

        Assert.StartsWith("The changes of acme/shop cannot be carried out of the sandbox.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task What_the_agent_committed_itself_goes_out_as_one_commit_of_ours()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            // Somebody else's name and words, a file that no reviewer sees in the diff, a history from elsewhere.
            Commit(folder, "secret.txt", "hidden");
            World.Shell(folder, "rm", "--quiet", "secret.txt");
            Commit(folder, "a.txt", "a");
            var elsewhere = World.Shell(folder, "commit-tree", "HEAD^{tree}", "-m", "Elsewhere").Trim();
            World.Shell(folder, "merge", "--quiet", "--strategy=ours", "--allow-unrelated-histories", "-m", "Fixes #1", elsewhere);
            World.Shell(folder, "config", "author.name", "Grace Hopper");
            World.Shell(folder, "config", "committer.email", "grace@example.com");
            World.Shell(folder, "config", "i18n.commitEncoding", "latin1");
        });
        await world.PushAsync(cloned, Assert.Single(changes.Repositories));

        Assert.Equal(["a.txt"], changes.Repositories[0].Files);
        Assert.Equal(
            $"{cloned.BaseCommit}|Claude Code <noreply@anthropic.com>|Claude Code <noreply@anthropic.com>|Fix the cart|Because it crashed.",
            World.Shell(world.Remote("acme/shop"), "log", "--format=%P|%an <%ae>|%cn <%ce>|%s|%b", $"{cloned.BaseCommit}..{World.Branch}").Trim());
    }

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("--amend", "--author=Grace Hopper <grace@example.com>", "--no-edit")]
    [InlineData("--amend", "--message=Fixes #1")]
    [InlineData("--allow-empty", "--message=Fix the cart\n\nBecause it crashed.")]
    public async Task A_sandbox_that_makes_another_commit_of_it_is_refused(params string[] commit)
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Sandbox.Before = command =>
        {
            if (command.Arguments.Contains("bundle"))
            {
                World.Shell(Path.Combine(world.Sandbox.Workspace, "shop"), ["-c", AsOurs, "as-ours", "commit", "--quiet", .. commit]);
            }
        };

        var failure = await ActivityFailure.OfAsync(
            () => world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "a.txt"), "a")), FailureTypes.PolicyViolation);

        Assert.Contains("is not the one commit", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_few_bytes_with_paths_without_end_cost_the_host_no_more_memory_than_it_gives()
    {
        const int width = 10;
        const int depth = 7;
        await using var world = await World.CreateAsync("acme/shop");
        world.Sandbox.Before = command =>
        {
            if (!command.Arguments.Contains("bundle"))
            {
                return;
            }

            // Ten million files: each tree holds the one below it ten times.
            var folder = Path.Combine(world.Sandbox.Workspace, "shop");
            var entry = World.Shell(folder, "rev-parse", "HEAD:README.md").Trim();
            foreach (var kind in Enumerable.Repeat("40000", depth - 1).Prepend("100644"))
            {
                entry = Tree(folder, Enumerable.Range(0, width).Select(name => (kind, $"{name}", entry)));
            }

            var commit = World.Shell(folder, "-c", AsOurs, "as-ours", "commit-tree", entry, "-p", "HEAD~", "-m", "Fix the cart\n\nBecause it crashed.").Trim();
            World.Shell(folder, "update-ref", $"refs/heads/{World.Branch}", commit);
        };

        var failure = await ActivityFailure.OfAsync(
            () => world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "a.txt"), "a")), FailureTypes.PolicyViolation);

        Assert.Contains("memory", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Data.Pushes));
    }

    /// <summary>Writes a tree.</summary>
    private static string Tree(string folder, IEnumerable<(string Mode, string Name, string Id)> entries)
    {
        var file = Path.Combine(folder, ".git", "tree");
        File.WriteAllBytes(file, [.. entries.SelectMany(e => (byte[])[.. System.Text.Encoding.UTF8.GetBytes($"{e.Mode} {e.Name}\0"), .. Convert.FromHexString(e.Id)])]);
        return World.Shell(folder, "hash-object", "-t", "tree", "-w", file).Trim();
    }

    private static void Commit(string folder, string file, string text)
    {
        File.WriteAllText(Path.Combine(folder, file), text);
        World.Shell(folder, "add", "--all");
        World.Shell(folder, "commit", "--quiet", "-m", file);
    }
}
