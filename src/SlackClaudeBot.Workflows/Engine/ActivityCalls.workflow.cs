using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Calls the activities that do a task's work, and shows on the card what is waited for when one takes long.</summary>
internal sealed class ActivityCalls(TaskProgress progress, CancellationToken cancelled)
{
    /// <summary>After this, what is waited for is shown: something may be down.</summary>
    public static readonly TimeSpan SlowCallThreshold = TimeSpan.FromSeconds(60);

    public Task<SandboxHandle> ProvisionAsync(ProvisionSandbox input) => WithDelayNoticeAsync(
        Workflow.ExecuteActivityAsync((ISandboxActivities a) => a.ProvisionSandboxAsync(input), ActivityPolicies.Provision(cancelled)),
        "Waiting for a sandbox…");

    public Task<IReadOnlyList<ClonedRepository>> CloneAsync(CloneRepositories input) => WithDelayNoticeAsync(
        Workflow.ExecuteActivityAsync(
            (IRepositoryActivities a) => a.CloneRepositoriesAsync(input), ActivityPolicies.Repositories(input.Sandbox.HostTaskQueue, cancelled)),
        "Cloning is taking long; waiting for the git host…");

    /// <summary>The agent shows by itself what it does.</summary>
    public Task<ClaudeResult> RunClaudeCodeAsync(RunClaudeCode input) => Workflow.ExecuteActivityAsync(
        (IAgentActivities a) => a.RunClaudeCodeAsync(input), ActivityPolicies.Agent(input.Sandbox.HostTaskQueue, input.Timeout, cancelled));

    public Task<StageChanges> CollectChangesAsync(CollectChanges input) => WithDelayNoticeAsync(
        Workflow.ExecuteActivityAsync(
            (IRepositoryActivities a) => a.CollectChangesAsync(input), ActivityPolicies.Repositories(input.Sandbox.HostTaskQueue, cancelled)),
        "Waiting for the sandbox to hand over its changes…");

    public Task<TestRunResult> RunTestsAsync(RunTests input) => Workflow.ExecuteActivityAsync(
        (ITestRunActivities a) => a.RunTestsAsync(input), ActivityPolicies.Tests(input.Sandbox.HostTaskQueue, cancelled));

    public Task<PushedBranch> PushAsync(PushBranch input, string hostTaskQueue) => WithDelayNoticeAsync(
        Workflow.ExecuteActivityAsync((IRepositoryActivities a) => a.PushBranchAsync(input), ActivityPolicies.Repositories(hostTaskQueue, cancelled)),
        "Waiting for the git host to take the branch…");

    public Task<PullRequestReference> OpenPullRequestAsync(OpenPullRequest input) => WithDelayNoticeAsync(
        Workflow.ExecuteActivityAsync((IPullRequestActivities a) => a.OpenPullRequestAsync(input), ActivityPolicies.PullRequest(cancelled)),
        "Waiting for GitHub…");

    public Task<ThreadFacts> LookUpThreadAsync(MessageAddress root, IReadOnlyList<string> users) => Workflow.ExecuteActivityAsync(
        (INotificationActivities a) => a.LookUpThreadAsync(root, users), ActivityPolicies.LookUp(cancelled));

    /// <summary>Goes on although the task is cancelled.</summary>
    public static Task RemoveSandboxAsync(SandboxHandle sandbox) => Workflow.ExecuteActivityAsync(
        (ISandboxActivities a) => a.RemoveSandboxAsync(sandbox), ActivityPolicies.RemoveSandbox(sandbox.HostTaskQueue));

    /// <summary>Goes on although the task is cancelled.</summary>
    public static Task RecordMetricsAsync(TaskMetrics metrics) => Workflow.ExecuteActivityAsync(
        (IMetricsActivities a) => a.RecordTaskMetricsAsync(metrics), ActivityPolicies.Metrics());

    private async Task<T> WithDelayNoticeAsync<T>(Task<T> activity, string waitingFor)
    {
        using var done = new CancellationTokenSource();
        var slow = Workflow.DelayAsync(SlowCallThreshold, done.Token);
        if (await Workflow.WhenAnyAsync(activity, slow) == slow)
        {
            var before = progress.Detail;
            progress.Show(waitingFor);
            await Workflow.WhenAnyAsync(activity);
            progress.Show(before);
        }

        // Not CancelAsync: it would cancel on a thread that is not the workflow's.
        done.Cancel();
        return await activity;
    }
}
