using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.State;

/// <summary>What a playground had when it ended.</summary>
/// <param name="Identity">Its secrets and ports; null: there was none.</param>
/// <param name="Messages">Oldest first.</param>
/// <param name="PullRequests">Oldest first.</param>
internal sealed record SavedState(SavedIdentity? Identity, IReadOnlyList<SlackMessage> Messages, IReadOnlyList<SavedPullRequest> PullRequests)
{
    public static SavedState Empty { get; } = new(null, [], []);
}

/// <summary>The secrets and ports that must not change while tasks run: tasks keep addresses and are signed with them.</summary>
internal sealed record SavedIdentity(string BotToken, string AppToken, string SigningSecret, string GitHubToken, int PagePort, int BotPort);

/// <summary>A pull request without its repository's folder, which is found by name.</summary>
internal sealed record SavedPullRequest(
    string Repository,
    int Number,
    string Title,
    string Body,
    string Head,
    string Base,
    bool IsDraft,
    bool IsOpen,
    string? MergeCommit,
    string? MergedBase,
    string? MergedHead,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Reviewers,
    IReadOnlyList<GitHubComment> Comments)
{
    public static SavedPullRequest From(GitHubPullRequest pull) => new(
        pull.Repository.FullName, pull.Number, pull.Title, pull.Body, pull.Head, pull.Base, pull.IsDraft, pull.IsOpen,
        pull.MergeCommit, pull.MergedFrom?.Base, pull.MergedFrom?.Head, pull.CreatedAt, pull.UpdatedAt, pull.Labels, pull.Reviewers, pull.Comments);

    public GitHubPullRequest ToPullRequest(GitHubRepository repository) => new()
    {
        Repository = repository,
        Number = Number,
        Title = Title,
        Body = Body,
        Head = Head,
        Base = Base,
        IsDraft = IsDraft,
        IsOpen = IsOpen,
        MergeCommit = MergeCommit,
        MergedFrom = MergedBase is { } mergedBase && MergedHead is { } mergedHead ? (mergedBase, mergedHead) : null,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Labels = Labels,
        Reviewers = Reviewers,
        Comments = Comments,
    };
}
