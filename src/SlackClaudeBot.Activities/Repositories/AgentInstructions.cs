using System.Text;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// The files of the workspace that are beside the repositories, and therefore in no commit: AGENTS.md with the task
/// and rules, and CLAUDE.md, which includes it because Claude Code reads only CLAUDE.md.
/// </summary>
internal static class AgentInstructions
{
    internal const string AgentsFile = "AGENTS.md";

    internal const string ClaudeFile = "CLAUDE.md";

    /// <summary>The content of CLAUDE.md.</summary>
    internal static string Claude => $"@{AgentsFile}\n";

    /// <summary>The content of AGENTS.md.</summary>
    internal static string Agents(CloneRepositories input, IReadOnlyList<ClonedRepository> repositories)
    {
        var text = new StringBuilder();
        text.Append("# The task\n\n").Append(Quote(input.Title));
        if (!string.IsNullOrWhiteSpace(input.Description))
        {
            text.Append('\n').Append(Quote(input.Description));
        }

        text.Append("\n# The repositories\n\n");
        foreach (var repository in repositories)
        {
            text.Append("- `").Append(Folder(repository)).Append("/` is ").Append(repository.Name)
                .Append(", on branch `").Append(repository.Branch).Append("`, made from `").Append(repository.BaseBranch).Append("`\n");
        }

        return text.Append("\n# The rules\n\n").Append(AgentRules.Text.ReplaceLineEndings("\n")).Append('\n').ToString();
    }

    private static string Folder(ClonedRepository repository) => repository.Directory[(repository.Directory.LastIndexOf('/') + 1)..];

    // Text of people is in a fence that is longer than any fence in it: inside, no @path is included, and no heading looks like ours.
    private static string Quote(string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var character in text)
        {
            longest = Math.Max(longest, run = character == '`' ? run + 1 : 0);
        }

        var fence = new string('`', Math.Max(3, longest + 1));
        return $"{fence}text\n{text.ReplaceLineEndings("\n").Trim()}\n{fence}\n";
    }
}
