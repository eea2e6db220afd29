using System.Text.Json.Serialization;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Sandboxes;

/// <summary>A workflow's use of one of a host's slots.</summary>
/// <param name="WorkflowId">The workflow that works.</param>
/// <param name="Lease">Counts how often it took one: a release that comes late does not release what was taken after it.</param>
public sealed record TaskSlot(string WorkflowId, int Lease);

/// <summary>What a workflow's memo says while it waits for a slot.</summary>
/// <param name="Since">UTC; when it began to wait.</param>
/// <param name="Returns">Whether it has a sandbox already: such a task goes before those that have none.</param>
/// <param name="Key">Whose turn it takes.</param>
public sealed record QueuedTask(DateTime Since, bool Returns, string Key)
{
    /// <summary>The key in the memo.</summary>
    public const string MemoKey = "queued";
}

/// <summary>A task's place among those that wait.</summary>
/// <param name="Before">How many go before it.</param>
public sealed record QueuePlace(int Before)
{
    /// <summary>For people.</summary>
    [JsonIgnore]
    public string Text => Before == 0 ? "Queued, next in line" : $"Queued, {Before} before you";
}

/// <summary>A host works on a bounded number of tasks at once. A task takes a slot to work, and releases it while it waits for people.</summary>
public interface ISlotActivities
{
    /// <summary>Waits for a slot on the host of the task's sandbox, however long that takes. Idempotent.</summary>
    [Activity]
    Task TakeSlotAsync(TaskSlot slot);

    /// <summary>Releases the slot; fine if it is released already.</summary>
    [Activity]
    Task ReleaseSlotAsync(TaskSlot slot);

    /// <summary>The place of a workflow that waits for a slot; null if it does not wait, or the place is not known.</summary>
    [Activity]
    Task<QueuePlace?> FindPlaceAsync(string workflowId);
}
