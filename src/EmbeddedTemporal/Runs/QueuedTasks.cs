using EmbeddedTemporal.Matching;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A workflow task that waits for a worker.</summary>
internal sealed record QueuedWorkflowTask(Run Run, long ScheduledEventId, int Attempt, DateTimeOffset Since) : IQueuedTask
{
    public bool IsAlive => Run.WorkflowTasks.IsWaiting(this);

    public TaskPriority Priority => TaskPriority.Of(Run.Start.Priority);

    public void Requeue() => Run.WorkflowTasks.Requeue(this);
}

/// <summary>An attempt of an activity that waits for a worker.</summary>
internal interface IQueuedAttempt : IQueuedTask
{
    /// <summary>Hands the attempt to a worker once its start is on disk; null if it is no longer wanted.</summary>
    Task<PollActivityTaskQueueResponse>? TryStart(PollActivityTaskQueueRequest poll);
}

/// <summary>An attempt of a workflow's activity that waits for a worker; void once the activity has another stamp.</summary>
internal sealed record QueuedActivityTask(Run Run, long ScheduledEventId, int Attempt, int Stamp, TaskPriority Priority, DateTimeOffset Since) : IQueuedAttempt
{
    public bool IsAlive => Run.Activities.IsWaiting(this);

    public Task<PollActivityTaskQueueResponse>? TryStart(PollActivityTaskQueueRequest poll) => Run.Activities.TryStart(this, poll);

    public void Requeue() => Run.Activities.Requeue(this);
}
