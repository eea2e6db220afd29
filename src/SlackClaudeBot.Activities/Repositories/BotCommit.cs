namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// The commit as which an attempt's work goes out: one on the base, in the bot's name, with its words. What an agent commits
/// itself stays in the sandbox: in its history there may be what no reviewer sees, other names, words that act on GitHub.
/// </summary>
/// <param name="Base">The commit the work started from.</param>
/// <param name="AuthorName">Its author and committer.</param>
/// <param name="AuthorEmail">Their address.</param>
/// <param name="Message">Subject and body.</param>
internal sealed record BotCommit(string Base, string AuthorName, string AuthorEmail, string Message)
{
    // What git takes off both ends of names: https://git-scm.com/docs/git-commit-tree#_commit_information
    private const string Crud = " .,:;<>\"\\'";

    /// <summary>The arguments for git that show what <see cref="Is"/> looks at.</summary>
    public static IReadOnlyList<string> Show(string commit) =>
        ["log", "--max-count=1", "--no-show-signature", "--no-notes", "--encoding=UTF-8", "--format=%P%n%an%n%ae%n%cn%n%ce%n%B", commit, "--"];

    /// <summary>Whether git shows this commit.</summary>
    public bool Is(string shown)
    {
        var (name, email) = (AuthorName.Trim([.. Crud]), AuthorEmail.Trim([.. Crud]));
        return shown.TrimEnd() == $"{Base}\n{name}\n{email}\n{name}\n{email}\n{Message}".TrimEnd();
    }
}
