using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Part of a run's history, as far as it is on disk.</summary>
/// <param name="Events">The events asked for.</param>
/// <param name="Next">Where to go on reading.</param>
/// <param name="Committed">The last event on disk.</param>
/// <param name="IsOpen">Whether more can come.</param>
internal sealed record HistoryPage(List<HistoryEvent> Events, long Next, long Committed, bool IsOpen);

/// <summary>Reads a run's history, as far as it is on disk.</summary>
internal static class HistoryReads
{
    /// <summary>
    /// The events of a position on, at most so many batches, as the real service counts; with none there yet, waits for some
    /// if told to. The rest of a workflow task's history is waited for: its end may still be on its way to the disk.
    /// </summary>
    public static async Task<HistoryPage> ReadHistoryAsync(this Run run, HistoryPosition position, int batches, bool wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (page, progress) = run.WithLock(state => (Page(run, state, position, batches), run.Progress));
            var isThere = wait ? page.Events.Count > 0 : !position.IsBounded || page.Committed >= position.End - 1;
            if (isThere || !page.IsOpen || cancellationToken.IsCancellationRequested)
            {
                return page;
            }

            await ProgressAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The event that closed the run; null where it is still open after waiting for it. Without waiting, the last event there
    /// is, as in the real service.
    /// </summary>
    public static async Task<HistoryEvent?> ReadCloseEventAsync(this Run run, bool wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (close, progress) = run.WithLock(state => (CloseEvent(run, state, wait), run.Progress));
            if (close is not null || !wait || cancellationToken.IsCancellationRequested)
            {
                return close;
            }

            await ProgressAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The events before <paramref name="end"/>, the newest first.</summary>
    public static List<HistoryEvent> ReadHistoryBackwards(this Run run, long end, int batches) =>
        run.WithLock(_ => run.Environment.Reader.BatchesBackwards(run.Key, Math.Min(end, run.Events.Committed + 1), batches));

    private static async Task ProgressAsync(Task progress, CancellationToken cancellationToken)
    {
        try
        {
            await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller gets what there is.
        }
    }

    private static HistoryEvent? CloseEvent(Run run, RunState state, bool wait)
    {
        var (events, isOpen) = (run.Events, state.Status == WorkflowExecutionStatus.Running);
        if (!isOpen)
        {
            return events.Committed == events.Last ? Chain.AsContinuedAsNew(events.Event(events.Last)) : null;
        }

        return wait || events.Committed == 0 ? null : events.Event(events.Committed);
    }

    private static HistoryPage Page(Run run, RunState state, HistoryPosition position, int batches)
    {
        var (first, committed) = (position.Next, run.Events.Committed);
        var events = first <= committed ? run.Environment.Reader.Events(run.Key, first, Math.Min(committed + 1, position.End), new PageBudget { Batches = batches }) : [];
        var next = events is [.., var last] ? last.EventId + 1 : first;
        if (next == committed + 1 && committed == run.Events.Last && state.WorkflowTask is { } task && WorkflowTaskEvents.AreUnwritten(task) && task.ScheduledEventId == next)
        {
            events.AddRange(WorkflowTaskEvents.Unwritten(task));
        }

        return new HistoryPage(events, next, committed, state.Status == WorkflowExecutionStatus.Running || committed < run.Events.Last);
    }
}
