using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Sandboxes;

/// <summary>Asks for the sandbox of a task.</summary>
/// <param name="TaskId">The task; one sandbox each.</param>
/// <param name="Slot">The slot that the workflow takes with it. Labels and the sweeper name its workflow.</param>
/// <param name="Repositories">What the task works on: the sandbox sees the mirrors of these, and of no other.</param>
public sealed record ProvisionSandbox(TaskId TaskId, TaskSlot Slot, IReadOnlyList<RepositoryRef> Repositories);

/// <summary>A sandbox that exists, and where it is.</summary>
/// <param name="TaskId">The task it belongs to.</param>
/// <param name="SandboxId">The container id, or the folder's name of a process sandbox.</param>
/// <param name="HostTaskQueue">The task queue of the host that holds it: what must run beside it is sent there.</param>
/// <param name="Kind"><c>docker</c> or <c>process</c>.</param>
public sealed record SandboxHandle(TaskId TaskId, string SandboxId, string HostTaskQueue, string Kind);

/// <summary>Asks for a sandbox's removal.</summary>
/// <param name="Sandbox">The sandbox.</param>
/// <param name="WorkflowId">The workflow that owns it and may hold a slot.</param>
public sealed record RemoveSandbox(SandboxHandle Sandbox, string WorkflowId);

/// <summary>Makes and removes sandboxes.</summary>
public interface ISandboxActivities
{
    /// <summary>Takes a slot on a host that has room, and finds the task's running sandbox there or makes one.</summary>
    [Activity]
    Task<SandboxHandle> ProvisionSandboxAsync(ProvisionSandbox input);

    /// <summary>Removes the sandbox with every process in it, and releases the slot; fine if they are gone already.</summary>
    [Activity]
    Task RemoveSandboxAsync(RemoveSandbox input);
}
