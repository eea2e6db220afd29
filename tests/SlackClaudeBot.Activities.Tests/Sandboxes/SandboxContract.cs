using System.Security.Cryptography;
using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>Behaviour of every kind of sandbox.</summary>
public abstract class SandboxContract(SandboxBench bench) : IAsyncLifetime
{
    /// <summary>Says goodbye when it is interrupted.</summary>
    private const string LastWordsProgram = """
        import signal, sys, time
        signal.signal(signal.SIGINT, lambda *_: sys.exit(print("bye")))
        print("ready")
        while True:
            time.sleep(0.1)
        """;

    /// <summary>Far longer than anything here takes: only a broken test waits for it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Prints, then waits forever with a child process; neither ignores signals.</summary>
    private const string WaitsWithChild = "sleep 1000 & echo $!; wait";

    private ISandboxProvider Provider => bench.Provider;

    public ValueTask InitializeAsync() => bench.InitializeAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task A_program_has_its_arguments_streams_and_exit_code()
    {
        var sandbox = await bench.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("printf %s \"$1\"; printf %s \"$2\" >&2; exit 7", "a b'\"$(id)", "né\n");
        Assert.Equal(new Ran(new SandboxExit(7, false, false), "a b'\"$(id)", "né\n"), ran);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_ends_with_126_or_127()
    {
        var sandbox = await bench.NewSandboxAsync();
        var exit = await sandbox.RunAsync(new SandboxCommand(["no-such-program"]), CancellationToken.None);
        Assert.InRange(exit.Code, 126, 127);
    }

    [Fact]
    public async Task A_program_starts_in_the_workspace_with_the_given_environment_and_home()
    {
        var sandbox = await bench.NewSandboxAsync();
        var command = new SandboxCommand(["sh", "-c", "pwd; echo $HOME; echo \"$GREETING\""])
        {
            Environment = new Dictionary<string, string> { ["GREETING"] = "hello = world" },
        };
        var ran = await sandbox.KeepAsync(command);
        Assert.Equal($"{sandbox.Workspace}\n{sandbox.Home}\nhello = world\n", ran.Output);
    }

    [Fact]
    public async Task The_bots_own_environment_is_not_inherited()
    {
        const string name = "SANDBOX_TEST_TOKEN";
        Environment.SetEnvironmentVariable(name, "xoxb-secret");
        try
        {
            var sandbox = await bench.NewSandboxAsync();
            var ran = await sandbox.KeepAsync(new SandboxCommand(["env"]));
            Assert.Contains("HOME=", ran.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("xoxb-secret", ran.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("DOTNET", ran.Output, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_renewed_sandbox_has_its_workspace_and_nothing_else_of_before()
    {
        var sandbox = await bench.NewSandboxAsync();
        var made = await sandbox.ShellAsync("""
            mkdir -p folder ~/.claude ~/.config
            printf kept >folder/file; chmod 750 folder/file; ln -s folder/file link; mkfifo pipe
            echo '{"env":{"ANTHROPIC_BASE_URL":"http://127.0.0.1:9999"}}' >~/.claude/settings.json
            echo script-shell=/evil >~/.npmrc
            echo evil >>~/.profile
            nohup sleep 1000 >/dev/null 2>&1 &
            exit 0
            """);
        Assert.Equal(0, made.Exit.Code);

        var renewed = await Provider.RenewAsync(sandbox.TaskId, CancellationToken.None);

        Assert.Equal("kept 750 folder/file", (await renewed.ShellAsync("printf '%s %s %s' \"$(cat link)\" \"$(stat -c %a folder/file)\" \"$(readlink link)\"")).Output);
        Assert.Equal(string.Empty, (await renewed.ShellAsync("[ -w folder/file ] && [ -p pipe ] || echo broken; ls -d ~/.claude ~/.npmrc 2>/dev/null; grep -s evil ~/.profile; exit 0")).Output);
        Assert.Equal(sandbox.TaskId, Assert.Single(await Provider.ListAsync(CancellationToken.None)).TaskId);
        Assert.Equal(renewed.Id, (await Provider.GetAsync(sandbox.TaskId, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task A_sandbox_that_does_not_exist_is_not_renewed() =>
        await Assert.ThrowsAsync<SandboxLostException>(() => Provider.RenewAsync(SandboxBench.NewTaskId(), CancellationToken.None));

    [Fact]
    public async Task Stdin_is_sent_whole_and_closed()
    {
        var sandbox = await bench.NewSandboxAsync();
        var input = new byte[3 * 1024 * 1024 + 17];
        new Random(1).NextBytes(input);
        using var output = new MemoryStream();
        var exit = await sandbox.RunAsync(
            new SandboxCommand(["cat"])
            {
                StandardInput = input,
                OnOutput = (bytes, _) =>
                {
                    output.Write(bytes.Span);
                    return ValueTask.CompletedTask;
                },
            },
            CancellationToken.None);
        Assert.Equal(0, exit.Code);
        Assert.Equal(SHA256.HashData(input), SHA256.HashData(output.ToArray()));
    }

    [Fact]
    public async Task Without_input_stdin_is_at_its_end_at_once()
    {
        var sandbox = await bench.NewSandboxAsync();
        Assert.Equal(0, (await sandbox.RunAsync(new SandboxCommand(["cat"]), CancellationToken.None)).Code);
    }

    [Fact]
    public async Task A_program_may_leave_its_input_unread()
    {
        var sandbox = await bench.NewSandboxAsync();
        var exit = await sandbox.RunAsync(new SandboxCommand(["true"]) { StandardInput = new byte[4 * 1024 * 1024] }, CancellationToken.None);
        Assert.Equal(0, exit.Code);
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_dropped_and_the_program_runs_to_its_end()
    {
        var sandbox = await bench.NewSandboxAsync();
        var command = new SandboxCommand(["sh", "-c", "head -c 5000000 /dev/zero; exit 3"]) { MaxOutputBytes = 100_000 };
        var ran = await sandbox.KeepAsync(command);
        Assert.Equal(new SandboxExit(3, false, true), ran.Exit);
        Assert.Equal(100_000, ran.Output.Length);
    }

    [Fact]
    public async Task A_slow_reader_slows_the_program_and_loses_nothing()
    {
        var sandbox = await bench.NewSandboxAsync();
        var release = new TaskCompletionSource();
        var received = 0L;
        var running = await sandbox.StartAsync(new SandboxCommand(["sh", "-c", "head -c 20000000 /dev/zero; touch done"])
        {
            OnOutput = async (bytes, _) =>
            {
                await release.Task;
                received += bytes.Length;
            },
        });
        // The reader holds the first piece: the program cannot have written all the rest into buffers between.
        Assert.Null(await sandbox.ReadFileAsync("done", 10, CancellationToken.None));
        release.SetResult();
        Assert.Equal(0, (await running.WaitAsync(_patience)).Code);
        Assert.Equal(20_000_000, received);
        Assert.NotNull(await sandbox.ReadFileAsync("done", 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_program_past_its_time_is_killed_with_its_children()
    {
        var sandbox = await bench.NewSandboxAsync();
        var command = new SandboxCommand(["sh", "-c", $"trap '' INT; {WaitsWithChild}"])
        {
            // As long as a busy machine may take to start it: it says who its child is before its time is over.
            Timeout = TimeSpan.FromSeconds(8),
            InterruptGrace = TimeSpan.FromMilliseconds(200),
        };
        var ran = await sandbox.KeepAsync(command).WaitAsync(_patience);
        Assert.True(ran.Exit.TimedOut);
        Assert.Equal(137, ran.Exit.Code);
        await AssertGoneAsync(sandbox, ran.Output.Trim());
    }

    [FactWith(Need.Python)]
    public async Task Cancelling_interrupts_first_and_lets_the_program_say_its_last_words()
    {
        var sandbox = await bench.NewSandboxAsync();
        using var cancellation = new CancellationTokenSource();
        var words = new StringBuilder();
        var running = await sandbox.StartAsync(
            // No shell: one that waits for a program forgets an interrupt in whose moment that program ends.
            new SandboxCommand(["python3", "-u", "-c", LastWordsProgram])
            {
                InterruptGrace = TimeSpan.FromSeconds(30),
                OnOutput = (bytes, _) =>
                {
                    words.Append(Encoding.UTF8.GetString(bytes.Span));
                    return ValueTask.CompletedTask;
                },
            },
            cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(_patience));
        Assert.Equal("ready\nbye\n", words.ToString());
    }

    [Fact]
    public async Task Cancelling_kills_children_that_moved_to_a_group_of_their_own()
    {
        var sandbox = await bench.NewSandboxAsync();
        using var cancellation = new CancellationTokenSource();
        var pid = string.Empty;
        var running = await sandbox.StartAsync(
            new SandboxCommand(["sh", "-c", "setsid sh -c 'echo $$; exec sleep 1000' & wait"])
            {
                InterruptGrace = TimeSpan.FromMilliseconds(200),
                OnOutput = (bytes, _) =>
                {
                    pid += Encoding.UTF8.GetString(bytes.Span);
                    return ValueTask.CompletedTask;
                },
            },
            cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(_patience));
        await AssertGoneAsync(sandbox, pid.Trim());
    }

    [Fact]
    public async Task A_background_child_that_holds_stdout_does_not_hold_the_result()
    {
        var sandbox = await bench.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("sleep 1000 & echo started; exit 5").WaitAsync(_patience);
        Assert.Equal(5, ran.Exit.Code);
        Assert.Equal("started\n", ran.Output);
    }

    [Fact]
    public async Task A_failing_reader_ends_the_program()
    {
        var sandbox = await bench.NewSandboxAsync();
        var pid = string.Empty;
        var command = new SandboxCommand(["sh", "-c", "echo $$; exec sleep 1000"])
        {
            OnOutput = (bytes, _) =>
            {
                pid = Encoding.UTF8.GetString(bytes.Span).Trim();
                throw new InvalidDataException("no more");
            },
        };
        await Assert.ThrowsAsync<InvalidDataException>(() => sandbox.RunAsync(command, CancellationToken.None).WaitAsync(_patience));
        await AssertGoneAsync(sandbox, pid);
    }

    [Fact]
    public async Task Files_and_their_folders_are_written_and_read_back_completely()
    {
        var sandbox = await bench.NewSandboxAsync();
        var content = new byte[2_000_000];
        new Random(2).NextBytes(content);
        var path = $"{sandbox.Workspace}/a b/-c/$(id).bin";
        await sandbox.WriteFileAsync(path, content, CancellationToken.None);
        Assert.Equal(content, await sandbox.ReadFileAsync(path, content.Length, CancellationToken.None));
        await sandbox.WriteFileAsync(path, Array.Empty<byte>(), CancellationToken.None);
        Assert.Empty((await sandbox.ReadFileAsync(path, 10, CancellationToken.None))!);
    }

    [Fact]
    public async Task A_missing_file_is_null_and_a_large_one_is_refused()
    {
        var sandbox = await bench.NewSandboxAsync();
        Assert.Null(await sandbox.ReadFileAsync("missing", 10, CancellationToken.None));
        await sandbox.WriteFileAsync("large", new byte[11], CancellationToken.None);
        await Assert.ThrowsAsync<InvalidDataException>(() => sandbox.ReadFileAsync("large", 10, CancellationToken.None));
        await sandbox.ShellAsync("mkfifo pipe");
        await Assert.ThrowsAsync<IOException>(() => sandbox.ReadFileAsync("pipe", 10, CancellationToken.None).WaitAsync(_patience));
    }

    [Fact]
    public async Task Writing_replaces_a_link_and_leaves_what_it_points_to()
    {
        var sandbox = await bench.NewSandboxAsync();
        await sandbox.ShellAsync("echo precious >target; ln -s \"$PWD/target\" AGENTS.md");
        await sandbox.WriteFileAsync("AGENTS.md", "rules"u8.ToArray(), CancellationToken.None);
        Assert.Equal("precious\n"u8.ToArray(), await sandbox.ReadFileAsync("target", 100, CancellationToken.None));
        Assert.Equal("rules"u8.ToArray(), await sandbox.ReadFileAsync("AGENTS.md", 100, CancellationToken.None));
    }

    [Fact]
    public async Task Provisioning_again_finds_the_same_sandbox_with_its_files()
    {
        var sandbox = await bench.NewSandboxAsync();
        await sandbox.WriteFileAsync("kept", "word"u8.ToArray(), CancellationToken.None);
        var again = await Provider.ProvisionAsync(new SandboxRequest(sandbox.TaskId, "fix-test", []), CancellationToken.None);
        Assert.Equal(sandbox.Id, again.Id);
        Assert.Equal("word"u8.ToArray(), await (await Provider.GetAsync(sandbox.TaskId, CancellationToken.None)).ReadFileAsync("kept", 10, CancellationToken.None));
    }

    [Fact]
    public async Task Provisioning_at_once_makes_one_sandbox()
    {
        var taskId = SandboxBench.NewTaskId();
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Provider.ProvisionAsync(new SandboxRequest(taskId, "fix-test", []), CancellationToken.None))));
        Assert.Single(all.Select(s => s.Id).Distinct());
        Assert.Single(await Provider.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Removing_ends_all_processes_and_leaves_nothing()
    {
        var sandbox = await bench.NewSandboxAsync();
        var running = await sandbox.StartAsync(new SandboxCommand(["sh", "-c", WaitsWithChild]));
        await Provider.RemoveAsync(sandbox.TaskId, CancellationToken.None);
        await Assert.ThrowsAsync<SandboxLostException>(() => running.WaitAsync(_patience));
        await Assert.ThrowsAsync<SandboxLostException>(() => Provider.GetAsync(sandbox.TaskId, CancellationToken.None));
        await Assert.ThrowsAsync<SandboxLostException>(() => sandbox.ShellAsync("true"));
        Assert.Empty(await Provider.ListAsync(CancellationToken.None));
        await Provider.RemoveAsync(sandbox.TaskId, CancellationToken.None);
    }

    [Fact]
    public async Task A_task_without_a_sandbox_is_lost() =>
        await Assert.ThrowsAsync<SandboxLostException>(() => Provider.GetAsync(SandboxBench.NewTaskId(), CancellationToken.None));

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("--rm")]
    [InlineData("a\n")]
    public async Task An_invalid_task_id_is_refused(string taskId) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Provider.ProvisionAsync(new SandboxRequest(taskId, "fix-test", []), CancellationToken.None));

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_sandbox_that_fills_its_disk_is_removed_and_says_so()
    {
        var sandbox = await bench.NewSandboxAsync();
        var watch = new SandboxDiskWatch(Provider, bench.Options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SandboxDiskWatch>.Instance);
        await sandbox.ShellAsync("head -c 200000000 /dev/zero >one");
        Assert.Empty(await watch.CheckAsync(CancellationToken.None));
        var running = await sandbox.StartAsync(new SandboxCommand(["sh", "-c", "head -c 200000000 /dev/zero >two; echo full; exec sleep 1000"]));
        Assert.Equal([sandbox.TaskId], await watch.CheckAsync(CancellationToken.None));
        var lost = await Assert.ThrowsAsync<SandboxLostException>(() => running.WaitAsync(_patience));
        Assert.Contains("SANDBOX_DISK_LIMIT", lost.Message, StringComparison.Ordinal);
        Assert.Empty(await Provider.ListAsync(CancellationToken.None));
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_single_file_cannot_pass_the_disk_limit()
    {
        var sandbox = await bench.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("head -c 300000000 /dev/zero >big; wc -c <big");
        Assert.Equal(bench.Options.DiskLimit, long.Parse(ran.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task AssertGoneAsync(ISandbox sandbox, string pid)
    {
        Assert.Matches("^[0-9]+$", pid);
        var ran = await sandbox.ShellAsync("kill -0 \"$1\" 2>/dev/null && grep State \"/proc/$1/status\"", pid);
        Assert.True(ran.Output.Length == 0 || ran.Output.Contains("zombie", StringComparison.Ordinal), $"Process {pid} runs on: {ran.Output}");
    }
}

/// <summary>The contract, kept by processes of this host.</summary>
public sealed class ProcessSandboxContract() : SandboxContract(new ProcessBench());

/// <summary>The contract, kept by containers.</summary>
[Trait("Category", "Docker")]
public sealed class DockerSandboxContract() : SandboxContract(new DockerBench());
