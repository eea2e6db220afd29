using SlackClaudeBot.GitHub.Auth;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>The rules for a branch that comes out of a sandbox.</summary>
internal static class PushPolicy
{
    private const string Workflows = ".github/workflows/";
    private const string Submodule = "160000";
    private const string Link = "120000";

    /// <summary>Why the branch must not be pushed, or null if it may be.</summary>
    internal static string? FindViolation(IReadOnlyList<ChangedFile> files, GitHubOptions options)
    {
        if (files.Count > options.MaxChangedFiles)
        {
            return $"It changes {files.Count:N0} files; {options.MaxChangedFiles:N0} are allowed (MAX_CHANGED_FILES).";
        }

        var workflow = files.FirstOrDefault(f => f.Path.StartsWith(Workflows, StringComparison.OrdinalIgnoreCase));
        if (workflow is not null && !options.AllowWorkflowChanges)
        {
            return $"It changes {workflow.Path}, and workflows run with the repository's secrets (ALLOW_WORKFLOW_CHANGES).";
        }

        return null;
    }

    /// <summary>Remarks for the reviewer, one line each.</summary>
    internal static IReadOnlyList<string> FindWarnings(IReadOnlyList<ChangedFile> files, GitHubOptions options)
    {
        var remarks = new List<string>();
        if (FindViolation(files, options) is { } broken)
        {
            remarks.Add($"{broken} It cannot be pushed like this.");
        }

        remarks.AddRange(files.Where(f => f.NewMode == Submodule).Take(5).Select(f => $"{f.Path} is a submodule: another repository's commit."));
        remarks.AddRange(files.Where(f => f.NewMode == Link).Take(5).Select(f => $"{f.Path} is a symbolic link."));
        if (files.Any(f => f.Path == ".gitmodules"))
        {
            remarks.Add(".gitmodules names where submodules are cloned from.");
        }

        return remarks;
    }
}
