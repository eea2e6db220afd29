using System.Text;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Foundation.Tests.Artifacts;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FileArtifactStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("artifacts-").FullName;
    private readonly FileArtifactStore _store;

    public FileArtifactStoreTests() => _store = new FileArtifactStore(new DataDirectory(_root));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task An_artifact_is_written_read_and_replaced()
    {
        var first = await WriteAsync("fix-1.diff", "one");
        var second = await WriteAsync("fix-1.diff", "second");

        Assert.Equal(new ArtifactReference("task-1/fix-1.diff", 3), first);
        Assert.Equal(6, second.Bytes);
        await using var stream = await _store.OpenAsync(first, default);
        using var reader = new StreamReader(stream!);
        Assert.Equal("second", await reader.ReadToEndAsync());
        Assert.Equal(Path.Combine(_root, "artifacts", "task-1", "fix-1.diff"), _store.FindFile(first));
    }

    [Fact]
    public async Task Files_and_folders_are_for_their_owner_alone()
    {
        var file = _store.FindFile(await WriteAsync("a", "x"))!;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task An_artifact_that_is_too_large_leaves_the_old_one_and_nothing_else()
    {
        var kept = await WriteAsync("a", "old");

        await Assert.ThrowsAsync<ArtifactTooLargeException>(() => WriteAsync("a", new string('x', 101), maxBytes: 100));

        Assert.Equal("old", await File.ReadAllTextAsync(_store.FindFile(kept)!));
        Assert.Single(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_source_that_breaks_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.WriteAsync("task-1", "a", new Breaking(), 100, default));

        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("..", "a")]
    [InlineData("task", "..")]
    [InlineData("task", "../../etc/passwd")]
    [InlineData("task", ".hidden")]
    [InlineData("task", "a/b")]
    [InlineData("/etc", "passwd")]
    [InlineData("task", "")]
    [InlineData("task", "a\0b")]
    [InlineData("task", "a\n")]
    [InlineData("task/..", "a")]
    public async Task A_name_that_leads_elsewhere_is_refused(string task, string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.WriteAsync(task, name, new MemoryStream([1]), 100, default));

        Assert.Null(_store.FindFile(new ArtifactReference($"{task}/{name}", 1)));
        Assert.Null(await _store.OpenAsync(new ArtifactReference($"{task}/{name}", 1), default));
    }

    private Task<ArtifactReference> WriteAsync(string name, string text, long maxBytes = 1000) =>
        _store.WriteAsync("task-1", name, new MemoryStream(Encoding.UTF8.GetBytes(text)), maxBytes, default);

    private sealed class Breaking : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");
    }
}
