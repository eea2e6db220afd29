using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.State;

/// <summary>Writes each change of the workspace and of the pull requests to the journal.</summary>
internal sealed class StateKeeper
{
    private readonly StateJournal _journal;
    private readonly SlackWorkspace _slack;
    private readonly GitHubServer _gitHub;
    private readonly Dictionary<(string, int), GitHubPullRequest> _written = [];

    private StateKeeper(StateJournal journal, SlackWorkspace slack, GitHubServer gitHub) => (_journal, _slack, _gitHub) = (journal, slack, gitHub);

    /// <summary>Restores the state from the journal, and keeps the journal up to date.</summary>
    public static void Attach(StateJournal journal, SlackWorkspace slack, GitHubServer gitHub)
    {
        slack.Restore(journal.Saved.Messages);
        gitHub.Restore([.. journal.Saved.PullRequests
            .Select(saved => saved.Repository.Split('/') is [var owner, var name] && gitHub.Find(owner, name) is { } repository ? saved.ToPullRequest(repository) : null)
            .OfType<GitHubPullRequest>()]);
        var keeper = new StateKeeper(journal, slack, gitHub);
        slack.Changed += keeper.OnSlackChanged;
        gitHub.Changed += keeper.OnPullRequestsChanged;
    }

    private void OnSlackChanged(SlackChange change)
    {
        switch (change)
        {
            case SlackChange.MessageChanged { Message: var message }:
                Write(message.Channel, message.Ts);
                break;
            case SlackChange.MessageDeleted deleted:
                Write(deleted.Channel, deleted.Ts);
                break;
        }
    }

    private void Write(string channel, string ts) => _journal.Append(() =>
    [
        _slack.Find(channel, ts) is { } current
            ? new StateJournal.Entry { Message = current }
            : new StateJournal.Entry { Deleted = new StateJournal.MessageKey(channel, ts) },
    ]);

    // A push changes no pull request, and says so by the same event: only records that differ are written.
    private void OnPullRequestsChanged() => _journal.Append(() =>
    {
        var changed = _gitHub.PullRequests
            .Where(pull => !_written.TryGetValue((pull.Repository.FullName, pull.Number), out var written) || !ReferenceEquals(pull, written))
            .ToList();
        foreach (var pull in changed)
        {
            _written[(pull.Repository.FullName, pull.Number)] = pull;
        }

        return [.. changed.Select(pull => new StateJournal.Entry { PullRequest = SavedPullRequest.From(pull) })];
    });
}
