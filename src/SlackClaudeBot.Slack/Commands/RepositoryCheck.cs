using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Finds a forgotten repository and a mistyped branch before a task starts.</summary>
internal sealed class RepositoryCheck(IRepositoryLookup lookup, TimeProvider time)
{
    // Slack waits 3 s for the whole command.
    private static readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(800);

    /// <summary>The problem with the repositories of a command, as mrkdwn; null if none is known.</summary>
    public async Task<string?> FindProblemAsync(IReadOnlyList<RepositoryRef> repositories, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var problems = await Task.WhenAll(repositories.Select(repository => FindProblemAsync(repository, either.Token)));
        return problems.FirstOrDefault(problem => problem is not null);
    }

    private async Task<string?> FindProblemAsync(RepositoryRef repository, CancellationToken cancellationToken)
    {
        try
        {
            var facts = await lookup.FindAsync(repository.FullName, repository.Branch, cancellationToken).WaitAsync(cancellationToken);
            return facts switch
            {
                null or { Exists: true, BranchExists: true } => null,
                { Exists: false } => $"There is no repository {Mrkdwn.Code(repository.FullName, 100)}, or I can't see it. The first word after `fix` names the repository."
                    + $"{Nearest(repository.FullName, facts.Others)} Nothing was started.",
                _ => $"{Mrkdwn.Code(repository.FullName, 100)} has no branch {Mrkdwn.Code(repository.Branch, 100)}.{Nearest(repository.Branch!, facts.Others)} Nothing was started.",
            };
        }
        catch (OperationCanceledException)
        {
            // The host is slow: the task finds out.
            return null;
        }
    }

    private static string Nearest(string typed, IReadOnlyList<string> known) =>
        NearestName.Find(typed, known) is { } nearest ? $" Did you mean {Mrkdwn.Code(nearest, 100)}?" : string.Empty;
}
