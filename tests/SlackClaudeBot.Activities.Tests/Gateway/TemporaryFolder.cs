namespace SlackClaudeBot.Activities.Tests.Gateway;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("scb-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
