using System.Security.Cryptography;
using System.Text;
using Temporalio.Common;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>
/// What goes first where more waits than can be done: what a task needs to end goes before what lets another begin, and people and
/// channels take turns. See <see href="https://docs.temporal.io/develop/task-queue-priority-fairness"/>.
/// </summary>
public static class TaskPriorities
{
    private const int MaxKeyBytes = 64;

    /// <summary>Ends a task: pushes, pull requests, clean-up.</summary>
    public static Priority End { get; } = new(priorityKey: 1);

    /// <summary>Work that leads to a review, and what people need in order to go on.</summary>
    public static Priority Review { get; } = new(priorityKey: 2);

    /// <summary>Messages that only show what is known.</summary>
    public static Priority Show { get; } = new(priorityKey: 4);

    /// <summary>A task begins.</summary>
    public static Priority Begin { get; } = new(priorityKey: 3);

    /// <summary>Where a task stands in the queue.</summary>
    public static Priority LookUp { get; } = new(priorityKey: 5);

    /// <summary>Of a task's workflow; its activities have the key from it.</summary>
    public static Priority Of(TaskRequest task) => new(priorityKey: Begin.PriorityKey, fairnessKey: Key(task));

    /// <summary>Whose turn a task takes: its requester's in its channel. At most 64 bytes, as Temporal allows.</summary>
    public static string Key(TaskRequest task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var key = $"{task.Channel}/{task.Requester}";
        return Encoding.UTF8.GetByteCount(key) <= MaxKeyBytes ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..MaxKeyBytes];
    }
}
