using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Foundation.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("locks-").FullName;

    private string LockFile => Path.Combine(_folder, "lock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_held_lock_cannot_be_taken_until_it_is_released()
    {
        using (var first = FileLock.TryAcquire(LockFile))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryAcquire(LockFile));
        }

        using var second = FileLock.TryAcquire(LockFile);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_lock_is_waited_for()
    {
        var first = FileLock.TryAcquire(LockFile)!;
        var waiting = FileLock.AcquireAsync(LockFile, TimeProvider.System, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        first.Dispose();

        (await waiting.WaitAsync(TimeSpan.FromSeconds(60))).Dispose();
    }

    [Fact]
    public void A_lock_whose_folder_is_missing_is_an_error_and_not_held() =>
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryAcquire(Path.Combine(_folder, "missing", "lock")));

    [Fact]
    public void A_file_that_is_created_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var taken = FileLock.TryAcquire(LockFile);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LockFile));
    }
}
