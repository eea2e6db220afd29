using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Runs;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>An attempt of a standalone activity that waits for a worker; void once the activity has another stamp.</summary>
internal sealed record QueuedStandaloneAttempt(StandaloneActivity Activity, int Attempt, int Stamp, TaskPriority Priority, DateTimeOffset Since) : IQueuedAttempt
{
    public bool IsAlive => Activity.IsWaiting(this);

    public Task<PollActivityTaskQueueResponse>? TryStart(PollActivityTaskQueueRequest poll) => Activity.TryStart(this, poll);

    public void Requeue() => Activity.Requeue(this);
}
