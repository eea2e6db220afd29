using SlackClaudeBot.Activities.Repositories;

namespace SlackClaudeBot.Activities.Tests.Repositories;

public class ChangeCollectorTests
{
    /// <summary>An agent can take the bot's name: nothing in a sandbox is out of its reach.</summary>
    private const string AsOurs =
        "alias.as-ours=!GIT_AUTHOR_NAME='Claude Code' GIT_AUTHOR_EMAIL=noreply@anthropic.com GIT_COMMITTER_NAME='Claude Code' GIT_COMMITTER_EMAIL=noreply@anthropic.com git";

    [Fact]
    public async Task The_agents_changes_are_committed_counted_and_exported()
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
    public async Task Reverted_changes_are_not_changes()
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
    public async Task A_lock_that_the_agent_left_is_removed(string name)
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
    public async Task A_change_that_cannot_be_pushed_is_reported_before_the_review()
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
    public async Task A_change_that_is_too_large_goes_to_a_person_with_the_reason_and_is_not_kept()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Options.MaxBundleBytes = 100_000;
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed\n");
            foreach (var i in Enumerable.Range(0, 20))
            {
                Directory.CreateDirectory(Path.Combine(folder, "node_modules"));
                File.WriteAllBytes(Path.Combine(folder, "node_modules", $"{i}.bin"), [.. noise, (byte)i]);
            }
        });

        var shop = Assert.Single(changes.Repositories);
        Assert.Equal((21, true), (shop.FilesChanged, shop.IsChanged));
        Assert.Null(shop.Bundle);
        Assert.Contains("MAX_BUNDLE_BYTES", shop.CannotBePushed, StringComparison.Ordinal);
        Assert.Contains("20 of its 21 files are in node_modules.", shop.CannotBePushed, StringComparison.Ordinal);
        Assert.Contains(changes.Remarks!, r => r.Contains("It cannot be pushed like this.", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(world.Data.Artifacts, "*.bundle", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(world.Data.Artifacts, "*.diff", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Data.Pushes));

        // The feedback is followed, and the work goes out.
        Directory.Delete(Path.Combine(cloned.Directory, "node_modules"), recursive: true);
        var second = Assert.Single((await world.CollectAsync([cloned], attempt: 2)).Repositories);
        Assert.Equal(["fix.txt"], second.Files);
        Assert.Null(second.CannotBePushed);
        Assert.NotNull(second.Bundle);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task More_files_than_may_be_pushed_are_kept_and_go_to_a_person()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.Options.MaxChangedFiles = 10;

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            foreach (var i in Enumerable.Range(0, 11))
            {
                File.WriteAllText(Path.Combine(folder, $"{i}.txt"), "x\n");
            }
        });

        var shop = Assert.Single(changes.Repositories);
        Assert.Equal(11, shop.FilesChanged);
        Assert.NotNull(shop.Bundle);
        Assert.Contains("MAX_CHANGED_FILES", shop.CannotBePushed, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_repository_whose_history_the_agent_removed_gets_it_back_and_its_work_goes_out()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed\n");
            Directory.Delete(Path.Combine(folder, ".git"), recursive: true);
        });

        var shop = Assert.Single(changes.Repositories);
        Assert.Equal(["fix.txt"], shop.Files);
        Assert.Contains(changes.Remarks!, r => r.Contains("it was restored", StringComparison.Ordinal));
        Assert.Equal(shop.HeadCommit, World.Shell(cloned.Directory, "rev-parse", "HEAD").Trim());
        Assert.Equal(cloned.BaseCommit, World.Shell(cloned.Directory, "rev-parse", "HEAD~1").Trim());
        Assert.Empty(World.Shell(cloned.Directory, "status", "--porcelain"));
        await world.PushAsync(cloned, shop);
        Assert.Equal(shop.HeadCommit, world.RemoteCommit("acme/shop", World.Branch));
    }

    [Theory]
    [InlineData(".git/objects/info/alternates", "/nowhere\n")]
    [InlineData(".git/index", "broken")]
    [InlineData(".git/config", "[core")]
    [InlineData(".git/HEAD", "broken")]
    [InlineData(".git/info/exclude", "*\n")]
    [InlineData(".git/info/attributes", "* filter=no-such\n")]
    [Trait("Category", "Hostile")]
    public async Task A_broken_git_folder_of_the_agent_does_not_lose_its_work(string file, string content)
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed\n");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllText(Path.Combine(folder, file), content);
        });

        Assert.Equal(["fix.txt"], Assert.Single(changes.Repositories).Files);
        Assert.Equal(changes.Repositories[0].HeadCommit, World.Shell(cloned.Directory, "rev-parse", World.Branch).Trim());
    }

    [Fact]
    public async Task A_file_that_only_gits_normalisation_would_change_is_unchanged()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", "a.txt", "one\r\ntwo\r\n");
        world.CommitRemote("acme/shop", "b.txt", "one\r\ntwo\r\n");
        world.CommitRemote("acme/shop", ".gitattributes", "* text eol=lf\n", renormalize: false);

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            File.SetLastWriteTimeUtc(Path.Combine(folder, "a.txt"), DateTime.UtcNow.AddMinutes(1));
            File.AppendAllText(Path.Combine(folder, "b.txt"), "three\n");
        });

        Assert.Equal(["b.txt"], Assert.Single(changes.Repositories).Files);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_change_that_weakens_tests_says_so()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", "cart.test.js", "test('empty', () => {});\n");

        var (_, changes) = await world.WorkAsync("acme/shop", folder => File.Delete(Path.Combine(folder, "cart.test.js")));

        Assert.Equal(["acme/shop: cart.test.js with its tests was deleted."], changes.Weakened);
    }

    [Fact]
    public async Task Caches_of_Python_are_never_part_of_a_change()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            foreach (var file in new[] { "app.py", "__pycache__/app.cpython-311.pyc", "old.pyc", ".pytest_cache/v/cache/nodeids" })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                File.WriteAllText(Path.Combine(folder, file), "x\n");
            }
        });

        Assert.Equal(["app.py"], Assert.Single(changes.Repositories).Files);
        Assert.Empty(changes.Remarks!);
    }

    [Fact]
    public async Task A_file_of_Git_LFS_is_remarked()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", ".gitattributes", "*.psd filter=lfs diff=lfs merge=lfs -text\n");

        var (_, changes) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "logo.psd"), "layers\n"));

        Assert.Contains("acme/shop: logo.psd belongs to Git LFS by .gitattributes; the bot would push its content as an ordinary file.", changes.Remarks!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repository_inside_the_repository_is_left_out_and_named(bool hasCommit)
    {
        await using var world = await World.CreateAsync("acme/shop");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            var nested = Directory.CreateDirectory(Path.Combine(folder, "vendor", "lib")).FullName;
            World.Shell(nested, "init", "--quiet");
            File.WriteAllText(Path.Combine(nested, "code.txt"), "code\n");
            if (hasCommit)
            {
                World.Shell(nested, "add", "--all");
                World.Shell(nested, "commit", "--quiet", "-m", "Nested");
            }

            File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed\n");
        });

        Assert.Equal(["fix.txt"], Assert.Single(changes.Repositories).Files);
        Assert.Contains("acme/shop: vendor/lib is a separate git repository, so its files are not part of the change.", changes.Remarks!);
    }

    [Fact]
    public async Task New_files_that_are_ignored_are_named_and_build_output_is_not()
    {
        await using var world = await World.CreateAsync("acme/shop");
        world.CommitRemote("acme/shop", ".gitignore", "lib/\nnode_modules/\n*.log\n");

        var (_, changes) = await world.WorkAsync("acme/shop", folder =>
        {
            foreach (var file in new[] { "lib/g.js", "node_modules/left-pad/index.js", "node_modules/.package-lock.json", "npm.log" })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                File.WriteAllText(Path.Combine(folder, file), "x\n");
            }

            File.SetLastWriteTimeUtc(Path.Combine(folder, "node_modules/.package-lock.json"), DateTime.UtcNow.AddMinutes(-1));
            File.SetLastWriteTimeUtc(Path.Combine(folder, "node_modules/left-pad/index.js"), DateTime.UtcNow.AddMinutes(-2));
            Directory.CreateDirectory(Path.Combine(folder, "node_modules/is-odd"));
            File.WriteAllText(Path.Combine(folder, "node_modules/is-odd/index.js"), "edited\n");
        });

        Assert.Equal(
            [
                "acme/shop: lib/ is new and ignored by .gitignore, so it is not part of the change.",
                "acme/shop: node_modules/is-odd/index.js was edited in place; dependencies are not part of the change.",
            ],
            changes.Remarks!);
    }

    [Fact]
    public void Each_path_that_git_could_not_read_is_named() => Assert.Equal(
        ["a b.txt could not be read, so it is not part of the change.", "keys could not be read, so it is not part of the change."],
        AgentFiles.FailedPaths("error: open(\"a b.txt\"): Permission denied\nerror: unable to index file 'a b.txt'\nwarning: could not open directory 'keys': Permission denied\nfatal: adding files failed"));

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task The_agents_commits_are_published_as_one_commit_of_the_bot()
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
                World.Shell(Store(world), "symbolic-ref", "HEAD", $"refs/heads/{World.Branch}");
                World.Shell(Store(world), ["-c", AsOurs, "as-ours", $"--work-tree={Path.Combine(world.Sandbox.Workspace, "shop")}", "commit", "--quiet", .. commit]);
            }
        };

        var (_, changes) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "a.txt"), "a"));

        var shop = Assert.Single(changes.Repositories);
        Assert.Contains("is not the one commit", shop.CannotBePushed, StringComparison.Ordinal);
        Assert.Null(shop.Bundle);
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
            var folder = Store(world);
            var entry = World.Shell(folder, "rev-parse", $"{World.Branch}:README.md").Trim();
            foreach (var kind in Enumerable.Repeat("40000", depth - 1).Prepend("100644"))
            {
                entry = Tree(folder, Enumerable.Range(0, width).Select(name => (kind, $"{name}", entry)));
            }

            var commit = World.Shell(folder, "-c", AsOurs, "as-ours", "commit-tree", entry, "-p", $"{World.Branch}~", "-m", "Fix the cart\n\nBecause it crashed.").Trim();
            World.Shell(folder, "update-ref", $"refs/heads/{World.Branch}", commit);
        };

        var (_, changes) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "a.txt"), "a"));

        Assert.Contains("memory", Assert.Single(changes.Repositories).CannotBePushed, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Data.Pushes));
    }

    /// <summary>The git directory of the collection: in the sandbox, and so within the agent's reach.</summary>
    private static string Store(World world) => Path.Combine(world.Sandbox.Home, ".collect", "shop.git");

    /// <summary>Writes a tree.</summary>
    private static string Tree(string folder, IEnumerable<(string Mode, string Name, string Id)> entries)
    {
        var file = Path.Combine(folder, "tree");
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
