using EmbeddedTemporal.Storage;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Part of a run's history, as far as it is on disk.</summary>
/// <param name="Events">The events asked for.</param>
/// <param name="Next">Where to go on reading.</param>
/// <param name="Committed">The last event on disk.</param>
/// <param name="IsOpen">Whether more can come.</param>
internal sealed record HistoryPage(List<HistoryEvent> Events, long Next, long Committed, bool IsOpen);

/// <content>What readers see of a run: only what is on disk.</content>
internal sealed partial class Run
{
    /// <summary>
    /// The events of a position on, at most so many batches, as the real service counts; with none there yet, waits for some
    /// if told to. The rest of a workflow task's history is waited for: its end may still be on its way to the disk.
    /// </summary>
    public async Task<HistoryPage> ReadHistoryAsync(HistoryPosition position, int batches, bool wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                var page = Page(position.Next, position.End, batches);
                var isThere = wait ? page.Events.Count > 0 : !position.IsBounded || page.Committed >= position.End - 1;
                if (isThere || !page.IsOpen || cancellationToken.IsCancellationRequested)
                {
                    return page;
                }

                progress = _progress.Task;
            }

            await ProgressAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The event that closed the run; null where it is still open after waiting for it. Without waiting, the last event there
    /// is, as in the real service.
    /// </summary>
    public async Task<HistoryEvent?> ReadCloseEventAsync(bool wait, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (!IsOpen && _history.Committed == _history.Last)
                {
                    return _history.Event(_history.Last);
                }

                if (!wait)
                {
                    return IsOpen ? LastEvent() : null;
                }

                if (cancellationToken.IsCancellationRequested)
                {
                    return null;
                }

                progress = _progress.Task;
            }

            await ProgressAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The events before <paramref name="end"/>, the newest first.</summary>
    public List<HistoryEvent> ReadHistoryBackwards(long end, int batches)
    {
        lock (_gate)
        {
            return _environment.Reader.BatchesBackwards(Key, Math.Min(end, _history.Committed + 1), batches);
        }
    }

    public Committed<DescribeWorkflowExecutionResponse> Describe()
    {
        lock (_gate)
        {
            return new(RunDescription.Of(Start, _state, _history.Last, [.. _activities.All], RunExpiration), Durable);
        }
    }

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

    private HistoryEvent? LastEvent() => _history.Committed > 0 ? _history.Event(_history.Committed) : null;

    private HistoryPage Page(long first, long end, int batches)
    {
        var committed = _history.Committed;
        var events = first <= committed ? _environment.Reader.Events(Key, first, Math.Min(committed + 1, end), new PageBudget { Batches = batches }) : [];
        var next = events is [.., var last] ? last.EventId + 1 : first;
        if (next == committed + 1 && committed == _history.Last && _state.WorkflowTask is { Transient: true } task && task.ScheduledEventId == next)
        {
            events.AddRange(TransientEvents(task));
        }

        return new HistoryPage(events, next, committed, IsOpen || committed < _history.Last);
    }

    /// <summary>Gives a worker the history from <paramref name="first"/> on, with what is new in the end; or its first page, and where to read on.</summary>
    private void OfferHistory(PollWorkflowTaskQueueResponse offer, long first, IReadOnlyList<HistoryEvent> newest)
    {
        var page = _history.ReadPage(first);
        offer.History.Events.AddRange(page);
        var next = first + page.Count;
        if (next > _history.Last)
        {
            offer.History.Events.AddRange(newest);
        }
        else
        {
            // Of an attempt whose events are not written, those before are the history; the others come with its last page.
            offer.NextPageToken = new HistoryPosition(Key, next, _change is null ? _history.Last + 1 : _state.NextEventId).ToToken();
        }
    }
}
