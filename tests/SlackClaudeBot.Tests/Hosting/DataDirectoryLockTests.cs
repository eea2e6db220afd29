using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Tests.Hosting;

public sealed class DataDirectoryLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_programs_do_not_work_in_one_folder()
    {
        await using var first = DataDirectoryLock.Acquire(new DataDirectory(_folder));

        var refused = Assert.Throws<StartException>(() => DataDirectoryLock.Acquire(new DataDirectory(_folder)));

        Assert.StartsWith($"Another SlackClaudeBot works in {_folder}.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_others_could_read_is_restricted_to_its_owner()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(_folder, owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await using var taken = DataDirectoryLock.Acquire(new DataDirectory(_folder));

        Assert.Equal(owner, File.GetUnixFileMode(_folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_named_and_not_mistaken_for_a_lock()
    {
        // A file where a folder should be: unlike rights, that stops root too.
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        var refused = Assert.Throws<StartException>(() => DataDirectoryLock.Acquire(new DataDirectory(Path.Combine(file, "data"))));

        Assert.StartsWith("DATA_DIR cannot be used", refused.Message, StringComparison.Ordinal);
        Assert.Contains("set another folder", refused.Message, StringComparison.Ordinal);
    }
}
