namespace SlackClaudeBot.Playground.GitHub;

public sealed partial class GitHubServer
{
    /// <summary>Opens a pull request.</summary>
    /// <exception cref="GitHubApiException">A branch is missing, nothing differs, or there is one already.</exception>
    public async Task<GitHubPullRequest> OpenAsync(
        GitHubRepository repository, string title, string head, string baseBranch, string body, bool draft = false, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(title))
        {
            throw GitHubApiException.Invalid("missing_field", "title");
        }

        var branches = await repository.Git.BranchesAsync(cancellationToken);
        if (!branches.TryGetValue(head, out var headCommit))
        {
            throw GitHubApiException.Invalid("invalid", "head");
        }

        if (!branches.TryGetValue(baseBranch, out var baseCommit))
        {
            throw GitHubApiException.Invalid("invalid", "base");
        }

        if ((await repository.Git.CommitsAsync(baseCommit, headCommit, cancellationToken)).Count == 0)
        {
            throw GitHubApiException.Custom($"No commits between {baseBranch} and {head}");
        }

        GitHubPullRequest pull;
        lock (_gate)
        {
            if (_pullRequests.Exists(p => p.IsOpen && p.Repository.FullName == repository.FullName && p.Head == head && p.Base == baseBranch))
            {
                throw GitHubApiException.Custom($"A pull request already exists for {repository.Owner}:{head}.");
            }

            var now = Options.Time.GetUtcNow();
            pull = new GitHubPullRequest
            {
                Repository = repository,
                Number = _pullRequests.Count(p => p.Repository.FullName == repository.FullName) + 1,
                Title = title,
                Body = body,
                Head = head,
                Base = baseBranch,
                IsDraft = draft,
                CreatedAt = now,
                UpdatedAt = now,
            };
            _pullRequests.Add(pull);
        }

        Announce();
        return pull;
    }

    /// <summary>Merges a pull request by a merge commit, as its button does.</summary>
    /// <exception cref="GitHubApiException">It is not open, or it conflicts.</exception>
    public async Task<GitHubPullRequest> MergeAsync(GitHubPullRequest pull, CancellationToken cancellationToken = default)
    {
        var current = Find(pull.Repository, pull.Number);
        if (current is not { IsOpen: true })
        {
            throw new GitHubApiException(405, "Pull Request is not mergeable");
        }

        var git = pull.Repository.Git;
        var branches = await git.BranchesAsync(cancellationToken);
        if (!branches.TryGetValue(pull.Head, out var head) || !branches.TryGetValue(pull.Base, out var baseCommit))
        {
            throw new GitHubApiException(405, "Head or base branch was deleted");
        }

        // Merges without a working copy: the tree, its commit, and then the branch if it has not moved.
        var tree = await git.RunAsync(["merge-tree", "--write-tree", "--no-messages", baseCommit, head], cancellationToken: cancellationToken);
        if (tree.ExitCode != 0)
        {
            throw new GitHubApiException(405, "Pull Request is not mergeable: it conflicts with its base");
        }

        var message = $"Merge pull request #{pull.Number} from {pull.Repository.Owner}/{pull.Head}\n\n{current.Title}\n";
        var commit = (await git.RunAsync(["commit-tree", tree.Success(), "-p", baseCommit, "-p", head], System.Text.Encoding.UTF8.GetBytes(message), cancellationToken)).Success();
        (await git.RunAsync(["update-ref", $"refs/heads/{pull.Base}", commit, baseCommit], cancellationToken: cancellationToken)).Success();
        return Change(current, p => p with { IsOpen = false, MergeCommit = commit, MergedFrom = (baseCommit, head) });
    }

    /// <summary>Closes a pull request without merging it.</summary>
    /// <exception cref="GitHubApiException">It is not open.</exception>
    public GitHubPullRequest Close(GitHubPullRequest pull) => Find(pull.Repository, pull.Number) is { IsOpen: true } current
        ? Change(current, p => p with { IsOpen = false })
        : throw new GitHubApiException(405, "Pull Request is not open");

    /// <summary>Base and head commit of a pull request; null if a branch is gone.</summary>
    public static async Task<(string Base, string Head)?> CommitsOfAsync(GitHubPullRequest pull, CancellationToken cancellationToken = default)
    {
        if (pull.MergedFrom is { } merged)
        {
            return merged;
        }

        var branches = await pull.Repository.Git.BranchesAsync(cancellationToken);
        return branches.TryGetValue(pull.Base, out var baseCommit) && branches.TryGetValue(pull.Head, out var head) ? (baseCommit, head) : null;
    }

    /// <summary>What a pull request changes, as a unified diff.</summary>
    public static async Task<string> DiffAsync(GitHubPullRequest pull, CancellationToken cancellationToken = default) =>
        await CommitsOfAsync(pull, cancellationToken) is { } commits ? await pull.Repository.Git.DiffAsync(commits.Base, commits.Head, cancellationToken) : "";

    internal GitHubPullRequest Change(GitHubPullRequest pull, Func<GitHubPullRequest, GitHubPullRequest> change)
    {
        GitHubPullRequest changed;
        lock (_gate)
        {
            var index = _pullRequests.FindIndex(p => p.Repository.FullName == pull.Repository.FullName && p.Number == pull.Number);
            _pullRequests[index] = changed = change(_pullRequests[index]) with { UpdatedAt = Options.Time.GetUtcNow() };
        }

        Announce();
        return changed;
    }

    internal GitHubComment Comment(GitHubPullRequest pull, string user, string body)
    {
        var comment = new GitHubComment(Interlocked.Increment(ref _lastCommentId), user, body, Options.Time.GetUtcNow());
        Change(pull, p => p with { Comments = [.. p.Comments, comment] });
        return comment;
    }
}
