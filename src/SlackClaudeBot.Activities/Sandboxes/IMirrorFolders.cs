using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Knows where the mirrors of repositories are kept.</summary>
public interface IMirrorFolders
{
    /// <summary>Makes the folder of each repository's mirror, which may be filled later; returns their paths in <see cref="DataDirectory.Mirrors"/>.</summary>
    IReadOnlyList<string> Make(IReadOnlyList<RepositoryRef> repositories);
}
