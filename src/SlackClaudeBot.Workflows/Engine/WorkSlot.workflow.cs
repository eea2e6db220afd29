using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// The task's slot on its host. It is held from before the sandbox is made until people must decide, answer or resume: they may take days,
/// and others can work meanwhile. The sandbox stays; it is not even paused, since an idle one costs little, and reading a diff
/// or pushing needs it awake. A task that returns to work goes before all that have no sandbox yet.
/// </summary>
internal sealed class WorkSlot(TaskRun run)
{
    private readonly QueueLine _line = new(run);
    private SandboxHandle? _sandbox;
    private TaskSlot? _held;
    private int _leases;

    /// <summary>Makes the task's sandbox on a host that has room, or finds it; the slot comes with it.</summary>
    public async Task<SandboxHandle> ProvisionAsync()
    {
        Release();
        var slot = Next();
        var input = new ProvisionSandbox(run.Task.TaskId, slot, run.Task.Repositories);
        var policy = Policies.Provision(_sandbox is null ? TaskPriorities.Begin : TaskPriorities.Review, run.Cancelled);
        string? reason = null;
        var provisioning = Calls.RunAsync(
            (ISandboxActivities a) => a.ProvisionSandboxAsync(input), policy, failed: "The sandbox could not be made", retrying: cause => reason = cause);
        _sandbox = await _line.ShowUntilAsync(provisioning, returns: false, waiting: isSlow => isSlow || reason is not null ? $"Waiting for a sandbox… {reason}".TrimEnd() : null);
        _held = slot;
        return _sandbox;
    }

    /// <summary>Takes a slot on the sandbox's host, unless the task has it.</summary>
    public async Task TakeAsync()
    {
        if (_held is not null || _sandbox is null)
        {
            return;
        }

        var slot = Next();
        var taking = Calls.RunAsync(
            (ISlotActivities a) => a.TakeSlotAsync(slot), Policies.TakeSlot(_sandbox.HostTaskQueue, run.Cancelled), failed: "The task could not return to its sandbox");
        await _line.ShowUntilAsync(DoneAsync(taking), returns: true, waiting: null);
        _held = slot;
    }

    /// <summary>Releases the slot, beside the task's own work.</summary>
    public void Release()
    {
        if (_held is { } slot)
        {
            _held = null;
            _ = ReleaseAsync(slot, _sandbox!.HostTaskQueue);
        }
    }

    private static async Task ReleaseAsync(TaskSlot slot, string hostTaskQueue)
    {
        try
        {
            await Calls.RunAsync((ISlotActivities a) => a.ReleaseSlotAsync(slot), Policies.ReleaseSlot(hostTaskQueue), "The slot was not released");
        }
        catch (ActivityFailureException e)
        {
            Workflow.Logger.LogWarning("The host releases the slot when it has been idle for a while: {Reason}", Failures.ForLog(e));
        }
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }

    private TaskSlot Next() => new(run.WorkflowId, ++_leases);
}
