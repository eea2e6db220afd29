namespace Conformance.Environments;

/// <summary>The program as one file that SDKs can start: <c>ExistingPath</c>.</summary>
internal static class Executable
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "SlackClaudeBot.exe" : "SlackClaudeBot");
}
