using Temporalio.Api.WorkflowService.V1;
using Temporalio.Worker.Commands;

namespace Temporalio.Worker.Tasks;

/// <summary>Takes activities that the service hands over in the answer to the workflow task that scheduled them.</summary>
internal interface IEagerActivities
{
    /// <summary>Keeps room for one activity.</summary>
    /// <returns>False where there is none.</returns>
    bool TryReserve();

    /// <summary>Gives the room back.</summary>
    void Release();

    /// <summary>Runs an activity in the room that was kept.</summary>
    void Start(PollActivityTaskQueueResponse task);
}

/// <summary>The room that one workflow task's answer keeps for its activities.</summary>
internal sealed class EagerReservation(IEagerActivities activities, WorkerSettings settings)
{
    // As in other SDKs, so that one workflow does not take all of a worker's room.
    private const int MaxPerTask = 3;

    private int _reserved;

    /// <summary>Asks for an activity to be handed over, if it would be run here and there is room.</summary>
    public void Decide(ActivityCommand activity)
    {
        var wanted = activity.MayBeEager && !settings.Options.DisableEagerActivityExecution
            && activity.TaskQueue == settings.TaskQueue && _reserved < MaxPerTask && activities.TryReserve();
        activity.RequestEager = wanted;
        _reserved += wanted ? 1 : 0;
    }

    /// <summary>Starts what was handed over.</summary>
    public void Start(IReadOnlyList<PollActivityTaskQueueResponse> tasks)
    {
        foreach (var task in tasks)
        {
            if (_reserved-- <= 0 && !activities.TryReserve())
            {
                // More than was asked for, and no room: the service hands it out again when it times out.
                _reserved = 0;
                return;
            }

            activities.Start(task);
        }
    }

    /// <summary>Gives back what was not used.</summary>
    public void GiveBack()
    {
        for (; _reserved > 0; _reserved--)
        {
            activities.Release();
        }
    }
}
