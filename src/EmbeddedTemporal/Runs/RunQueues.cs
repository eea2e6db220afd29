using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The queues of the workers that get a run's tasks now.</summary>
internal static class RunQueues
{
    /// <summary>Queues a workflow task or a query for all workers that may get it.</summary>
    public static void AddToNormalQueue(this Run run, IQueuedTask task, bool first = false) => Add(
        () => run.WithLock(state => run.Environment.Queues.Get(run.Namespace, VersionedQueues.Name(run.Start.TaskQueue, RunVersion.OfWorkflow(run, state)), TaskQueueType.Workflow)), task, first);

    /// <summary>Queues an attempt of an activity; with the run's lock held.</summary>
    public static void AddActivity(Run run, RunState state, string queue, QueuedActivityTask task) => Add(
        () => run.Environment.Queues.Get(run.Namespace, VersionedQueues.Name(queue, RunVersion.OfActivity(run, state, queue)), TaskQueueType.Activity), task);

    /// <summary>Queues a task for the workers that get it now.</summary>
    public static void Add(Func<TaskQueue> find, IQueuedTask task, bool first = false)
    {
        var queue = find();
        queue.Add(task, first);
        if (find() != queue)
        {
            // The routing changed in between: what it moved did not include this task.
            queue.RedistributeSoon();
        }
    }
}
