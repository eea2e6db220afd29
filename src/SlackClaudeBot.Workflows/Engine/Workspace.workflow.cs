using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>The task's sandbox with its clones, which outlives the machine it is on: what was collected is restored elsewhere.</summary>
internal sealed class Workspace(TaskRun run)
{
    /// <summary>A machine that dies this often under one task has a reason that a person must find.</summary>
    private const int MaxRecoveries = 5;

    private SandboxHandle? _sandbox;
    private StageChanges _collected = StageChanges.None;
    private int _recoveries;

    public SandboxHandle Sandbox => _sandbox ?? throw new InvalidOperationException("The workspace is not open.");

    public IReadOnlyList<ClonedRepository> Repositories { get; private set; } = [];

    /// <summary>Makes the sandbox and clones the task's repositories into it.</summary>
    public async Task OpenAsync()
    {
        while (Repositories.Count == 0)
        {
            try
            {
                // Whether it waits or is made a sandbox, the queue shows; a task that begins at once needs no event for it.
                await run.EnterAsync(WorkStatus.Pending);
                _sandbox = await run.Slot.ProvisionAsync();
                await run.EnterAsync(WorkStatus.Cloning);
                Repositories = await CloneAsync();
            }
            catch (ActivityFailureException e) when (CanRecoverFrom(e))
            {
                if (Failures.IsSandboxLost(e))
                {
                    _recoveries++;
                }
            }
        }
    }

    /// <summary>Remembers what was carried out of the sandbox last.</summary>
    public void Keep(StageChanges changes) => _collected = changes;

    /// <summary>Whether a failure means that the sandbox or its host may be gone, and another try is left.</summary>
    public bool CanRecoverFrom(ActivityFailureException failure) =>
        _recoveries < MaxRecoveries && (Failures.IsSandboxLost(failure) || Failures.IsHostUnresponsive(failure));

    /// <summary>
    /// Gets the task a sandbox again. False where the old one turned out to be there: its host had only been silent, which
    /// counts as no loss, and the same activity can be asked for again.
    /// </summary>
    public async Task<bool> RecoverAsync(ActivityFailureException failure)
    {
        Workflow.Logger.LogWarning("Sandbox {Sandbox}: {Reason}", Sandbox.SandboxId, Failures.ForLog(failure));
        var isKnownLost = Failures.IsSandboxLost(failure);
        while (true)
        {
            _recoveries++;
            try
            {
                await run.EnterAsync(WorkStatus.Provisioning, "The sandbox was lost; getting another one…");
                var before = _sandbox;
                _sandbox = await run.Slot.ProvisionAsync();
                if (!isKnownLost && _sandbox == before)
                {
                    _recoveries--;
                    return false;
                }

                await run.EnterAsync(WorkStatus.Cloning, "Restoring the work so far…");
                Repositories = await CloneAsync();
                return true;
            }
            catch (ActivityFailureException e) when (CanRecoverFrom(e))
            {
                isKnownLost = true;
            }
        }
    }

    /// <summary>
    /// Pushes from the sandbox's host, which has the bundle; where that host is silent, from any host: their artifact store may be shared.
    /// </summary>
    public async Task<PushedBranch> PushAsync(PushBranch input)
    {
        try
        {
            return await PushFromAsync(input, Sandbox.HostTaskQueue);
        }
        catch (ActivityFailureException e) when (Failures.IsHostUnresponsive(e) && Sandbox.HostTaskQueue != Workflow.Info.TaskQueue)
        {
            return await PushFromAsync(input, Workflow.Info.TaskQueue);
        }
    }

    /// <summary>Removes the sandbox, whatever happened before; what cannot be removed now is the sweeper's.</summary>
    public async Task CloseAsync()
    {
        if (_sandbox is null)
        {
            return;
        }

        try
        {
            var input = new RemoveSandbox(_sandbox, run.WorkflowId);
            await Calls.RunAsync((ISandboxActivities a) => a.RemoveSandboxAsync(input), Policies.RemoveSandbox(_sandbox.HostTaskQueue), "The sandbox was not removed");
        }
        catch (ActivityFailureException e)
        {
            Workflow.Logger.LogWarning("Sandbox {Sandbox} is left to the sweeper: {Reason}", _sandbox.SandboxId, Failures.ForLog(e));
        }
    }

    private Task<PushedBranch> PushFromAsync(PushBranch input, string hostTaskQueue) => run.Calls.RunAsync(
        (IRepositoryActivities a) => a.PushBranchAsync(input),
        Policies.Push(hostTaskQueue, run.Cancelled),
        failed: "The branch was not pushed",
        waiting: "Waiting for the git host to accept the branch…");

    private Task<IReadOnlyList<ClonedRepository>> CloneAsync()
    {
        var input = new CloneRepositories(
            Sandbox, run.Task.TaskId, run.Task.Title, run.Task.Description, run.Task.Repositories, run.Kind.Branch(run.Task.TaskId), Bundles());
        return run.Calls.RunAsync(
            (IRepositoryActivities a) => a.CloneRepositoriesAsync(input),
            Policies.Repositories(Sandbox.HostTaskQueue, run.Cancelled),
            failed: "Cloning failed",
            waiting: "Cloning is taking long; waiting for the git host…");
    }

    private Dictionary<string, ArtifactReference>? Bundles()
    {
        var bundles = _collected.Repositories.Where(r => r.Bundle is not null).ToDictionary(r => r.Name, r => r.Bundle!);
        return bundles.Count > 0 ? bundles : null;
    }
}
