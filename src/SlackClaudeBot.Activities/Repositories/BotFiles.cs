using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Git's configuration, AGENTS.md and CLAUDE.md. AGENTS.md is kept on the host too: an agent must not leave instructions for the next attempt.
/// </summary>
internal sealed class BotFiles(IArtifactStore artifacts, GitHubOptions options) : IBotFiles
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Writes git's configuration, which cloning needs.</summary>
    internal Task WriteGitConfigurationAsync(ISandbox sandbox, CancellationToken cancellationToken) =>
        GitConfiguration.WriteAsync(sandbox, options, cancellationToken);

    /// <summary>Writes AGENTS.md and CLAUDE.md for the first time.</summary>
    internal async Task WriteInstructionsAsync(ISandbox sandbox, CloneRepositories input, IReadOnlyList<ClonedRepository> repositories, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetBytes(AgentInstructions.Agents(input, repositories));
        using var content = new MemoryStream(text);
        await artifacts.WriteAsync(input.TaskId, AgentInstructions.AgentsFile, content, MaxBytes, cancellationToken);
        await WriteInstructionsAsync(sandbox, text, cancellationToken);
    }

    public async Task RestoreAsync(ISandbox sandbox, CancellationToken cancellationToken)
    {
        await WriteGitConfigurationAsync(sandbox, cancellationToken);
        await using var kept = await artifacts.OpenAsync(new ArtifactReference($"{sandbox.TaskId}/{AgentInstructions.AgentsFile}", 0), cancellationToken);
        if (kept is null)
        {
            return;
        }

        using var text = new MemoryStream();
        await kept.CopyToAsync(text, cancellationToken);
        await WriteInstructionsAsync(sandbox, text.ToArray(), cancellationToken);
    }

    private static async Task WriteInstructionsAsync(ISandbox sandbox, byte[] agents, CancellationToken cancellationToken)
    {
        await sandbox.WriteFileAsync($"{sandbox.Workspace}/{AgentInstructions.AgentsFile}", agents, cancellationToken);
        await sandbox.WriteFileAsync($"{sandbox.Workspace}/{AgentInstructions.ClaudeFile}", Encoding.UTF8.GetBytes(AgentInstructions.Claude), cancellationToken);
    }
}
