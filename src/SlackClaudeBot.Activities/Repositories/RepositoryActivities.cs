using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Clones repositories into a sandbox, collects the agent's changes and pushes them.</summary>
public sealed class RepositoryActivities : IRepositoryActivities
{
    private readonly ISandboxProvider _sandboxes;
    private readonly CleanSandboxes _cleanSandboxes;
    private readonly RepositoryCloner _cloner;
    private readonly ChangeCollector _collector;
    private readonly BranchPusher _pusher;
    private readonly TimeProvider _time;

    internal RepositoryActivities(
        ISandboxProvider sandboxes, CleanSandboxes cleanSandboxes, RepositoryCloner cloner, ChangeCollector collector, BranchPusher pusher, TimeProvider time) =>
        (_sandboxes, _cleanSandboxes, _cloner, _collector, _pusher, _time) = (sandboxes, cleanSandboxes, cloner, collector, pusher, time);

    [Activity]
    public async Task<IReadOnlyList<ClonedRepository>> CloneRepositoriesAsync(CloneRepositories input)
    {
        try
        {
            return await InSandboxAsync(token => _sandboxes.GetAsync(input.Sandbox.TaskId, token), (sandbox, token) => _cloner.CloneAsync(sandbox, input, token));
        }
        catch (GitException e)
        {
            throw RepositoryFailures.ClassifySandbox(e, ActivityExecutionContext.Current.Info.Attempt);
        }
    }

    [Activity]
    public Task<StageChanges> CollectChangesAsync(CollectChanges input) =>
        InSandboxAsync(token => _cleanSandboxes.GetAsync(input.Sandbox.TaskId, token), (sandbox, token) => _collector.CollectAsync(sandbox, input, token));

    [Activity]
    public Task<PushedBranch> PushBranchAsync(PushBranch input) =>
        Heartbeats.DuringAsync(token => _pusher.PushAsync(input, token), _time);

    private async Task<T> InSandboxAsync<T>(Func<CancellationToken, Task<ISandbox>> find, Func<ISandbox, CancellationToken, Task<T>> work)
    {
        try
        {
            return await Heartbeats.DuringAsync(
                async token => await work(await find(token), token),
                _time);
        }
        catch (SandboxLostException e)
        {
            throw ActivityFailures.SandboxLost(e);
        }
    }
}
