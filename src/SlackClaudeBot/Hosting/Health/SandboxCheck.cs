using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>Whether a task could get a sandbox now.</summary>
internal static class SandboxCheck
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Why a task could not get a sandbox now, for people; null if it could.</summary>
    public static async Task<string?> FindProblemAsync(SandboxOptions sandbox, AgentOptions agent, CancellationToken cancellationToken)
    {
        if (sandbox.Kind == SandboxKind.Process)
        {
            return IsOnPath(agent.Program, sandbox.ProcessPath ?? Environment.GetEnvironmentVariable("PATH"))
                ? null
                : $"There is no program {agent.Program} for SANDBOX=process: install Claude Code (npm install -g @anthropic-ai/claude-code), or set CLAUDE_PROGRAM.";
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            return await DockerEngine.FindProblemAsync(sandbox, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The Docker engine does not answer within {_timeout.TotalSeconds:0} s.";
        }
    }

    private static bool IsOnPath(string program, string? path) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program)
        : (path ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
