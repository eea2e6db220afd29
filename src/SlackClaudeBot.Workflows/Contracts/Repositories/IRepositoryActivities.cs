using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Repositories;

/// <summary>Asks for all repositories of a task in its sandbox, on the task's branch.</summary>
/// <param name="Sandbox">Where.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Title">For AGENTS.md.</param>
/// <param name="Description">For AGENTS.md.</param>
/// <param name="Repositories">What to clone.</param>
/// <param name="Branch">The branch to work on, for example <c>fix/claude-1a2b3c</c>.</param>
/// <param name="Restore">The bundles of an earlier sandbox to start from, by repository name; null for a fresh start.</param>
public sealed record CloneRepositories(
    SandboxHandle Sandbox,
    TaskId TaskId,
    string Title,
    string Description,
    IReadOnlyList<RepositoryRef> Repositories,
    string Branch,
    IReadOnlyDictionary<string, ArtifactReference>? Restore = null);

/// <summary>A repository as it stands in the sandbox.</summary>
/// <param name="Name"><c>owner/name</c>.</param>
/// <param name="Directory">Its absolute path inside the sandbox.</param>
/// <param name="BaseBranch">The branch the pull request will go to.</param>
/// <param name="BaseCommit">The commit the work started from.</param>
/// <param name="Branch">The task's branch.</param>
public sealed record ClonedRepository(string Name, string Directory, string BaseBranch, string BaseCommit, string Branch);

/// <summary>Asks to commit what the agent left and to carry it out of the sandbox.</summary>
/// <param name="Sandbox">Where.</param>
/// <param name="Key">The attempt, for the names of artifacts.</param>
/// <param name="CommitMessage">Subject and body of the commit.</param>
/// <param name="Repositories">What was cloned.</param>
public sealed record CollectChanges(
    SandboxHandle Sandbox,
    AttemptKey Key,
    string CommitMessage,
    IReadOnlyList<ClonedRepository> Repositories);

/// <summary>What an attempt changed against the base, over all attempts so far.</summary>
/// <param name="Repositories">One for each repository of the task, changed or not.</param>
/// <param name="Diff">The whole diff; null where nothing changed.</param>
/// <param name="DiffPreview">The first lines of it, bounded for a message.</param>
/// <param name="Remarks">What a reviewer should look at twice, for example a change that cannot be pushed; null or empty where there is nothing.</param>
/// <param name="Weakened">What makes the tests prove less than before: deleted or skipped tests, another configuration; null or empty where there is nothing.</param>
public sealed record StageChanges(
    IReadOnlyList<RepositoryChanges> Repositories,
    ArtifactReference? Diff,
    string DiffPreview,
    IReadOnlyList<string>? Remarks = null,
    IReadOnlyList<string>? Weakened = null)
{
    public static StageChanges None { get; } = new([], null, string.Empty);

    public int FilesChanged => Repositories.Sum(r => r.FilesChanged);

    public int LinesAdded => Repositories.Sum(r => r.LinesAdded);

    public int LinesRemoved => Repositories.Sum(r => r.LinesRemoved);
}

/// <summary>The changes of one repository.</summary>
/// <param name="Name"><c>owner/name</c>.</param>
/// <param name="FilesChanged">Zero where it is unchanged.</param>
/// <param name="LinesAdded">Lines added.</param>
/// <param name="LinesRemoved">Lines removed.</param>
/// <param name="HeadCommit">The commit at the task branch's tip.</param>
/// <param name="Files">The changed paths, at most 20.</param>
/// <param name="Bundle">The branch as a git bundle; null where it is unchanged, or could not be taken out of the sandbox.</param>
/// <param name="CannotBePushed">Why the change cannot be pushed like this, for people; null where it can. A person can still reject it with feedback.</param>
public sealed record RepositoryChanges(
    string Name,
    int FilesChanged,
    int LinesAdded,
    int LinesRemoved,
    string HeadCommit,
    IReadOnlyList<string> Files,
    ArtifactReference? Bundle,
    string? CannotBePushed = null)
{
    /// <summary>Whether the agent changed anything, pushable or not.</summary>
    public bool IsChanged => Bundle is not null || CannotBePushed is not null;
}

/// <summary>Asks to push one changed repository's branch from its bundle.</summary>
public sealed record PushBranch(TaskId TaskId, ClonedRepository Repository, RepositoryChanges Changes);

/// <summary>A branch that stands on the remote.</summary>
public sealed record PushedBranch(string Repository, string Branch, string Commit);

/// <summary>Brings repositories into a sandbox and work out of it.</summary>
public interface IRepositoryActivities
{
    /// <summary>Clones all repositories side by side and writes AGENTS.md and CLAUDE.md. Runs on the sandbox's host.</summary>
    [Activity]
    Task<IReadOnlyList<ClonedRepository>> CloneRepositoriesAsync(CloneRepositories input);

    /// <summary>Commits inside the sandbox, and keeps bundles and diff as artifacts. Runs on the sandbox's host.</summary>
    [Activity]
    Task<StageChanges> CollectChangesAsync(CollectChanges input);

    /// <summary>Verifies the bundle in a clean bare repository and pushes the branch from there. Pushing twice is fine.</summary>
    [Activity]
    Task<PushedBranch> PushBranchAsync(PushBranch input);
}
