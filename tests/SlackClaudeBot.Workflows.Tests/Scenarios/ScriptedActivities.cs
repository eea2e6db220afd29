using System.Globalization;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>The world as a test wants it: every activity does what it would on a good day, unless the test says otherwise.</summary>
internal sealed class ScriptedActivities :
    ISandboxActivities, ISlotActivities, IRepositoryActivities, IAgentActivities, ITestRunActivities, IPullRequestActivities, INotificationActivities, IMetricsActivities
{
    private int _messages;

    /// <summary>The first message that a task posts.</summary>
    public static MessageAddress Card { get; } = new("C1", "1");

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

    public Func<StageSummary, Task> Post { get; set; } = _ => Task.CompletedTask;

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
    public Task<MessageAddress> PostTaskCardAsync(TaskCard card) => PostedAsync(new CardPosted(card));

    [Activity]
    public Task UpdateTaskCardAsync(MessageAddress message, TaskCard card) => PostedAsync(new CardEdited(card));

    [Activity]
    public async Task<MessageAddress> PostStageSummaryAsync(MessageAddress root, StageSummary summary)
    {
        await Post(summary);
        return await PostedAsync(new SummaryPosted(summary));
    }

    [Activity]
    public Task UpdateStageSummaryAsync(MessageAddress message, StageSummary summary) => PostedAsync(new SummaryEdited(summary));

    [Activity]
    public Task<MessageAddress> PostThreadMessageAsync(MessageAddress root, ThreadMessage message) => PostedAsync(new LinePosted(message));

    [Activity]
    public Task UpdateThreadMessageAsync(MessageAddress message, ThreadMessage content) => PostedAsync(new LineEdited(content));

    [Activity]
    public Task AddNotedReactionAsync(MessageAddress reply) => PostedAsync(new ReplyMarked(reply));

    [Activity]
    public Task PostEphemeralAsync(EphemeralMessage message) => PostedAsync(message);

    [Activity]
    public Task<ThreadFacts> LookUpThreadAsync(MessageAddress root, IReadOnlyList<string> users) => Task.FromResult(
        new ThreadFacts($"https://acme.slack.example/archives/{root.Channel}/p{root.Timestamp}", users.ToDictionary(id => id, id => $"Person {id}")));

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

    private Task<MessageAddress> PostedAsync(object call)
    {
        Log.Add(call);
        return Task.FromResult(new MessageAddress("C1", Interlocked.Increment(ref _messages).ToString(CultureInfo.InvariantCulture)));
    }
}
