using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Brings repositories into a sandbox and work out of it.</summary>
public sealed class RepositoryActivities : IRepositoryActivities
{
    private readonly ISandboxProvider _sandboxes;
    private readonly RepositoryCloner _cloning;
    private readonly ChangeCollector _collecting;
    private readonly BranchPusher _pushing;
    private readonly TimeProvider _time;

    internal RepositoryActivities(ISandboxProvider sandboxes, RepositoryCloner cloning, ChangeCollector collecting, BranchPusher pushing, TimeProvider time) =>
        (_sandboxes, _cloning, _collecting, _pushing, _time) = (sandboxes, cloning, collecting, pushing, time);

    [Activity]
    public Task<IReadOnlyList<ClonedRepository>> CloneRepositoriesAsync(CloneRepositories input) =>
        InSandboxAsync(input.Sandbox, (sandbox, token) => _cloning.CloneAsync(sandbox, input, token));

    [Activity]
    public Task<StageChanges> CollectChangesAsync(CollectChanges input) =>
        InSandboxAsync(input.Sandbox, (sandbox, token) => _collecting.CollectAsync(sandbox, input, token));

    [Activity]
    public Task<PushedBranch> PushBranchAsync(PushBranch input) =>
        Heartbeats.DuringAsync(token => _pushing.PushAsync(input, token), _time);

    private async Task<T> InSandboxAsync<T>(SandboxHandle handle, Func<ISandbox, CancellationToken, Task<T>> work)
    {
        try
        {
            return await Heartbeats.DuringAsync(
                async token => await work(await _sandboxes.GetAsync(handle.TaskId, token), token),
                _time);
        }
        catch (SandboxLostException e)
        {
            throw ActivityFailures.SandboxLost(e);
        }
    }
}
