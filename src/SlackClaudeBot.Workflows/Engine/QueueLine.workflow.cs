using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// Shows the place of a waiting task: within half a minute, and then the more often the fewer are before it, so that all tasks together
/// change about once a second at most, however many wait; Slack allows no more.
/// </summary>
internal sealed class QueueLine(TaskRun run)
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);

    /// <summary>Where there is room, nothing is shown. The first looks of tasks that came together are spread.</summary>
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _firstSpread = TimeSpan.FromSeconds(27);

    /// <summary>Waits for a slot, and shows the place until it is there.</summary>
    /// <param name="taking">Ends with the slot.</param>
    /// <param name="returns">Whether the task has a sandbox already.</param>
    /// <param name="waiting">What people see if the task does not wait for others, given whether the call takes long; null to show nothing.</param>
    public async Task<T> ShowUntilAsync<T>(Task<T> taking, bool returns, Func<bool, string?>? waiting)
    {
        using var done = new CancellationTokenSource();
        var (status, detail, since) = (run.Progress.Status, run.Progress.Detail, Workflow.UtcNow);
        var isMarked = false;
        var pause = _firstPause + (_firstSpread * Workflow.Random.NextDouble());
        while (await Workflow.WhenAnyAsync(taking, Workflow.DelayAsync(pause, done.Token)) != taking)
        {
            if (!isMarked)
            {
                Workflow.UpsertMemo(MemoUpdate.ValueSet(QueuedTask.MemoKey, new QueuedTask(since, returns, TaskPriorities.Key(run.Task))));
                isMarked = true;
            }

            var place = await FindPlaceAsync();
            if (taking.IsCompleted)
            {
                break;
            }

            if (place is not null)
            {
                Show(WorkStatus.Queued, place.Text);
            }
            else
            {
                Show(returns ? status : WorkStatus.Provisioning, waiting?.Invoke(Workflow.UtcNow - since > Calls.SlowCallThreshold) ?? detail);
            }

            pause = PauseAfter(place);
        }

        // Not CancelAsync: it would cancel on a thread that is not the workflow's.
        done.Cancel();
        if (isMarked)
        {
            Workflow.UpsertMemo(MemoUpdate.ValueUnset(QueuedTask.MemoKey));
            Show(status, detail);
        }

        return await taking;
    }

    /// <summary>How long a place is shown before it is looked up again.</summary>
    internal static TimeSpan PauseAfter(QueuePlace? place)
    {
        var pause = _shortestPause * (1 + (place?.Before ?? 0));
        return pause < _longestPause ? pause : _longestPause;
    }

    private void Show(WorkStatus status, string? detail)
    {
        if ((run.Progress.Status, run.Progress.Detail) != (status, detail))
        {
            run.Enter(status, detail);
        }
    }

    private async Task<QueuePlace?> FindPlaceAsync()
    {
        try
        {
            return await run.Calls.RunAsync(
                (ISlotActivities a) => a.FindPlaceAsync(run.WorkflowId), Policies.FindPlace(run.Cancelled), failed: "The place in the queue could not be found");
        }
        catch (ActivityFailureException e)
        {
            // A cancellation too: the slot that is being taken must end first.
            Workflow.Logger.LogWarning("The place in the queue is not shown: {Reason}", Failures.ForLog(e));
            return null;
        }
    }
}
