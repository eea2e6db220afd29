using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>The world as a test wants it: every activity does what it would on a good day, unless the test says otherwise.</summary>
internal sealed class ScriptedActivities :
    ISandboxActivities, ISlotActivities, IRepositoryActivities, IAgentActivities, ITestRunActivities, IPullRequestActivities, ITaskEventActivities, IMetricsActivities
{
    private int _places;

    /// <summary>Where a task is shown.</summary>
    public static Projection Shown { get; } = Number(1);

    public CallLog Log { get; } = new();

    public Func<ProvisionSandbox, SandboxHandle> Sandbox { get; set; } = input => new SandboxHandle(input.TaskId, "sandbox-1", TaskScenario.Host1, "process");

    /// <summary>Ends when a slot is free.</summary>
    public Func<TaskSlot, Task> Slot { get; set; } = _ => Task.CompletedTask;

    /// <summary>The place in the queue; null if it is not known.</summary>
    public Func<QueuePlace?> Place { get; set; } = () => null;

    public Func<CloneRepositories, Task> Clone { get; set; } = _ => Task.CompletedTask;

    public Func<RunClaudeCode, Task<ClaudeResult>> Agent { get; set; } = _ => Task.FromResult(Attempts.Agent());

    public Func<CollectChanges, StageChanges> Changes { get; set; } = input => Attempts.Changes([.. input.Repositories.Select(r => Attempts.Changed(r.Name))]);

    public Func<RunTests, Task<TestRunResult>> Tests { get; set; } = _ => Task.FromResult(Attempts.Passing());

    public Func<PushBranch, Task> Push { get; set; } = _ => Task.CompletedTask;

    public Func<OpenPullRequest, Task> PullRequest { get; set; } = _ => Task.CompletedTask;

    public Func<TaskEvent, Task> Show { get; set; } = _ => Task.CompletedTask;

    public Func<Projection, IReadOnlyList<string>, Discussion> Discuss { get; set; } =
        (task, users) => new Discussion(task.Url + "/discussion", users.ToDictionary(id => id, id => $"Person {id}"));

    [Activity]
    public async Task<SandboxHandle> ProvisionSandboxAsync(ProvisionSandbox input)
    {
        Log.Add(input);
        await Slot(input.Slot);
        return Sandbox(input);
    }

    [Activity]
    public Task RemoveSandboxAsync(RemoveSandbox input)
    {
        Log.Add(new SandboxRemoved(input.Sandbox));
        return Task.CompletedTask;
    }

    [Activity]
    public Task TakeSlotAsync(TaskSlot slot)
    {
        Log.Add(new SlotTaken(slot));
        return Slot(slot);
    }

    [Activity]
    public Task ReleaseSlotAsync(TaskSlot slot)
    {
        Log.Add(new SlotReleased(slot));
        return Task.CompletedTask;
    }

    [Activity]
    public Task<QueuePlace?> FindPlaceAsync(string workflowId)
    {
        Log.Add(new PlaceAsked(workflowId));
        return Task.FromResult(Place());
    }

    [Activity]
    public async Task<IReadOnlyList<ClonedRepository>> CloneRepositoriesAsync(CloneRepositories input)
    {
        Log.Add(input);
        await Clone(input);
        return [.. input.Repositories.Select(r => new ClonedRepository(r.FullName, "/workspace/" + r.Name, r.Branch ?? "main", "c0ffee", input.Branch))];
    }

    [Activity]
    public Task<StageChanges> CollectChangesAsync(CollectChanges input)
    {
        Log.Add(input);
        return Task.FromResult(Changes(input));
    }

    [Activity]
    public async Task<PushedBranch> PushBranchAsync(PushBranch input)
    {
        Log.Add(input);
        await Push(input);
        return new PushedBranch(input.Repository.Name, input.Repository.Branch, input.Changes.HeadCommit);
    }

    [Activity]
    public Task<ClaudeResult> RunClaudeCodeAsync(RunClaudeCode input)
    {
        Log.Add(input);
        return Agent(input);
    }

    [Activity]
    public Task<TestRunResult> RunTestsAsync(RunTests input)
    {
        Log.Add(input);
        return Tests(input);
    }

    [Activity]
    public async Task<PullRequestReference> OpenPullRequestAsync(OpenPullRequest input)
    {
        Log.Add(input);
        await PullRequest(input);
        return new PullRequestReference(input.Repository, 7, $"https://git.example/{input.Repository}/pull/7");
    }

    [Activity]
    public async Task<Projection?> PublishTaskEventAsync(PublishTaskEvent input)
    {
        await Show(input.Event);
        Log.Add(input);
        Log.Add(input.Event);
        return input.Event is ReplyReceived ? null : input.Earlier ?? Number(Interlocked.Increment(ref _places));
    }

    [Activity]
    public Task<Discussion> FindDiscussionAsync(Projection task, IReadOnlyList<string> users) => Task.FromResult(Discuss(task, users));

    [Activity]
    public Task RecordAttemptMetricsAsync(AttemptMetrics metrics)
    {
        Log.Add(metrics);
        return Task.CompletedTask;
    }

    [Activity]
    public Task RecordTaskMetricsAsync(TaskMetrics metrics)
    {
        Log.Add(metrics);
        return Task.CompletedTask;
    }

    private static Projection Number(int number) => new($"place-{number}", $"https://surface.example/{number}");
}
