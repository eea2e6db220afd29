namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>The real Claude Code, which these tests drive.</summary>
internal static class ClaudeProgram
{
    /// <summary>Its path: <c>CLAUDE_PATH</c>, or <c>claude</c> on the PATH.</summary>
    public static string Path => Find() ?? throw new InvalidOperationException(
        "These tests need Claude Code: run .ci/prepare-tools, then set CLAUDE_PATH to artifacts/ci/claude/node_modules/.bin/claude.");

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("CLAUDE_PATH");
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? named : throw new InvalidOperationException($"CLAUDE_PATH names {named}, which does not exist.");
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator)
            .Select(folder => System.IO.Path.Combine(folder, "claude"))
            .FirstOrDefault(File.Exists);
    }
}
