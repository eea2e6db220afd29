using EmbeddedTemporal.Matching;

namespace EmbeddedTemporal.Runs;

/// <summary>Moves tasks that wait in a queue whose workers are gone, or are no longer meant, to the queues of the workers that are.</summary>
internal static class TaskRedistribution
{
    public static void Redistribute(TaskQueue queue)
    {
        foreach (var task in queue.Drain())
        {
            switch (task)
            {
                case QueuedWorkflowTask workflow:
                    workflow.Run.WorkflowTasks.Requeue(workflow);
                    break;
                case QueuedQuery query:
                    query.Run.Queries.Requeue(query);
                    break;
                case QueuedActivityTask activity:
                    activity.Run.Activities.Requeue(activity);
                    break;
            }
        }
    }
}
