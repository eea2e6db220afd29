using EmbeddedTemporal.Matching;

namespace EmbeddedTemporal.Runs;

/// <summary>A workflow task that waits for a worker.</summary>
internal sealed record QueuedWorkflowTask(Run Run, long ScheduledEventId, int Attempt, DateTimeOffset Since) : IQueuedTask
{
    public bool IsAlive => Run.WorkflowTasks.IsWaiting(this);

    public TaskPriority Priority => TaskPriority.Of(Run.Start.Priority);
}

/// <summary>An attempt of an activity that waits for a worker; void once the activity has another stamp.</summary>
internal sealed record QueuedActivityTask(Run Run, long ScheduledEventId, int Attempt, int Stamp, TaskPriority Priority, DateTimeOffset Since) : IQueuedTask
{
    public bool IsAlive => Run.Activities.IsWaiting(this);
}
