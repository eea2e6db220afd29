using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>Behaviour of process sandboxes only.</summary>
public sealed class ProcessSandboxProviderTests : IAsyncLifetime
{
    private readonly ProcessFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task The_folder_is_its_owners_alone()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("stat -c %a \"$1\" \"$2\" \"$1/..\" \"$TMPDIR\"", sandbox.Home, sandbox.Workspace);
        Assert.Equal("700\n700\n700\n700\n", ran.Output);
    }

    [Fact]
    public async Task A_program_runs_in_its_own_session_and_leaves_no_core()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("sed 's/.*) //' /proc/self/stat | cut -d ' ' -f 4; echo $$; ulimit -c");
        var lines = ran.Output.TrimEnd().Split('\n');
        Assert.Equal(lines[1], lines[0]);
        Assert.Equal("0", lines[2]);
    }

    [FactWith(Need.Python)]
    public async Task A_program_cannot_exceed_its_memory_limit()
    {
        _fixture.Options.Memory = 256L << 20;
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("exec python3 -c 'x = []\nwhile len(x) < 64: x.append(bytearray(16 << 20))'").WaitAsync(TimeSpan.FromSeconds(120));
        Assert.NotEqual(0, ran.Exit.Code);
        Assert.Contains("MemoryError", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_listed_variables_are_passed()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var names = (await sandbox.KeepAsync(new SandboxCommand(["env"]))).Output.TrimEnd().Split('\n').Select(l => l.Split('=')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["HOME", "IS_SANDBOX", "LANG", "PATH", "SANDBOX_RUN", "SANDBOX_TASK", "TMPDIR"], names);
    }

    [Theory]
    [InlineData("../../host/host-id")]
    [InlineData("/etc/passwd")]
    [InlineData("link/passwd")]
    [InlineData("file-link")]
    public async Task A_file_outside_is_neither_read_nor_written(string path)
    {
        var sandbox = await _fixture.NewSandboxAsync();
        await sandbox.ShellAsync("ln -s /etc link; ln -s /etc/passwd file-link");
        var read = await Assert.ThrowsAsync<IOException>(() => sandbox.ReadFileAsync(path, 100_000, CancellationToken.None));
        Assert.Contains("outside", read.Message, StringComparison.Ordinal);
        if (path != "file-link")
        {
            await Assert.ThrowsAsync<IOException>(() => sandbox.WriteFileAsync(path, "x"u8.ToArray(), CancellationToken.None));
        }
    }

    [Fact]
    public async Task Removing_finds_processes_outside_their_session_and_deletes_read_only_files()
    {
        var sandbox = await _fixture.NewSandboxAsync();
        var ran = await sandbox.ShellAsync("mkdir -p a/b; touch a/b/c; chmod 000 a/b; setsid sleep 1000 >/dev/null 2>&1 & echo $!");
        var pid = ran.Output.Trim();
        Assert.True(Directory.Exists($"/proc/{pid}"), pid);
        await _fixture.Provider.RemoveAsync(sandbox.TaskId, CancellationToken.None);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Data.Sandboxes));
        Assert.True(await IsGoneAsync(pid), $"Process {pid} runs on.");
    }

    /// <summary>A process that has exited has no command line, even before its parent reaps it.</summary>
    private static async Task<bool> IsGoneAsync(string process)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    [Fact]
    public async Task Removing_does_not_follow_links()
    {
        var outside = Path.Combine(_fixture.Data.Root, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "kept"), "kept");
        var sandbox = await _fixture.NewSandboxAsync();
        await sandbox.ShellAsync("ln -s \"$1\" link", outside);
        await _fixture.Provider.RemoveAsync(sandbox.TaskId, CancellationToken.None);
        Assert.True(File.Exists(Path.Combine(outside, "kept")));
    }
}
