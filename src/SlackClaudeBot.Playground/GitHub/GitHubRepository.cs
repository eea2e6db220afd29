using SlackClaudeBot.Playground.GitHub.Git;

namespace SlackClaudeBot.Playground.GitHub;

/// <summary>A repository.</summary>
public sealed record GitHubRepository(int Id, string Owner, string Name, string DefaultBranch, BareRepository Git)
{
    public string FullName => $"{Owner}/{Name}";
}

/// <summary>The state of a pull request.</summary>
public sealed record GitHubPullRequest
{
    public required GitHubRepository Repository { get; init; }

    public required int Number { get; init; }

    public required string Title { get; init; }

    public string Body { get; init; } = "";

    /// <summary>The branch to merge.</summary>
    public required string Head { get; init; }

    /// <summary>The branch to merge into.</summary>
    public required string Base { get; init; }

    public bool IsDraft { get; init; }

    public bool IsOpen { get; init; } = true;

    /// <summary>The commit that merged it.</summary>
    public string? MergeCommit { get; init; }

    public bool IsMerged => MergeCommit is not null;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Reviewers { get; init; } = [];

    public IReadOnlyList<GitHubComment> Comments { get; init; } = [];

    /// <summary>Base and head as they were when it was merged; they no longer move.</summary>
    public (string Base, string Head)? MergedFrom { get; init; }
}

/// <summary>A comment under a pull request.</summary>
public sealed record GitHubComment(long Id, string User, string Body, DateTimeOffset CreatedAt);
