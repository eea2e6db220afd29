using SlackClaudeBot.Activities;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Tests.Hosting;

public sealed class DataDirectoryLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("data-directory-");

    [Fact]
    public async Task A_second_program_is_told_of_the_first()
    {
        await using var first = DataDirectoryLock.Take(new DataDirectory(_folder.FullName));

        Assert.StartsWith($"Another SlackClaudeBot works in {_folder.FullName}", Refusal(_folder.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_another_problem_and_says_what_to_do()
    {
        // A file where a folder should be: unlike rights, that stops root too.
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, string.Empty);

        var refusal = Refusal(Path.Combine(file, "data"));

        Assert.StartsWith("DATA_DIR cannot be used", refusal, StringComparison.Ordinal);
        Assert.Contains("set another folder", refusal, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Refusal(string folder) => Assert.Throws<StartException>(() => DataDirectoryLock.Take(new DataDirectory(folder))).Message;
}
