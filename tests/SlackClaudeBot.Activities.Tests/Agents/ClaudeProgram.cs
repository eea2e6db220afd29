using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>The real Claude Code, which these tests drive.</summary>
internal static class ClaudeProgram
{
    /// <summary>Its path: <c>CLAUDE_PATH</c>, or <c>claude</c> on the PATH. Without one the running test is skipped.</summary>
    public static string Path
    {
        get
        {
            if (Needs.Claude is null)
            {
                Needs.SkipOrFail(Needs.Missing(Need.ClaudeCli)!);
            }

            return Needs.Claude;
        }
    }
}
