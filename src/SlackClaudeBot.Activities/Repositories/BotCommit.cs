namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// The commit that publishes an attempt's work: one on top of the base, with the bot's name and message. Commits of the agent
/// stay in the sandbox: their history may contain files that no reviewer sees, other names, and words that act on GitHub.
/// </summary>
/// <param name="Base">The commit the work started from.</param>
/// <param name="AuthorName">Its author and committer.</param>
/// <param name="AuthorEmail">Their address.</param>
/// <param name="Message">Subject and body.</param>
internal sealed record BotCommit(string Base, string AuthorName, string AuthorEmail, string Message)
{
    // The characters that git strips from both ends of names: https://git-scm.com/docs/git-commit-tree#_commit_information
    private const string Crud = " .,:;<>\"\\'";

    /// <summary>The arguments for git that show what <see cref="Matches"/> looks at.</summary>
    public static IReadOnlyList<string> Show(string commit) =>
        ["log", "--max-count=1", "--no-show-signature", "--no-notes", "--encoding=UTF-8", "--format=%P%n%an%n%ae%n%cn%n%ce%n%B", commit, "--"];

    /// <summary>Whether git shows this commit.</summary>
    public bool Matches(string shown)
    {
        var (name, email) = (AuthorName.Trim([.. Crud]), AuthorEmail.Trim([.. Crud]));
        return shown.TrimEnd() == $"{Base}\n{name}\n{email}\n{name}\n{email}\n{Message}".TrimEnd();
    }
}
