using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>The one way by which workflows tell people what happens. A surface projects the events to whatever it has: messages, lines, mails, calls.</summary>
public interface ITaskEventActivities
{
    /// <summary>Shows an event. Idempotent by <see cref="TaskEvent.Key"/>: a retry finds what the attempt before has shown.</summary>
    /// <returns>Where the surface shows it, for later events with the same key; null if it keeps no such place.</returns>
    [Activity]
    Task<Projection?> PublishTaskEventAsync(PublishTaskEvent input);

    /// <summary>Finds out what people call themselves, and the address at which they discuss the task. What the surface does not know is left out.</summary>
    [Activity]
    Task<Discussion> FindDiscussionAsync(Projection task, IReadOnlyList<string> users);
}

/// <summary>An event on its way to people.</summary>
public sealed record PublishTaskEvent
{
    /// <summary>The task's workflow.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>What happened.</summary>
    public required TaskEvent Event { get; init; }

    /// <summary>Where the task is shown; null only for <see cref="TaskOpened"/>.</summary>
    public Projection? Task { get; init; }

    /// <summary>Where the last event with the same key is shown, which this one replaces; null for the first one.</summary>
    public Projection? Earlier { get; init; }
}
