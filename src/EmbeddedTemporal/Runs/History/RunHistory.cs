using EmbeddedTemporal.Storage;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// A run's events. Those that no worker has seen yet, or that are not on disk yet, stay in memory; the rest is read on
/// demand. Guarded by the run's lock.
/// </summary>
internal sealed class RunHistory(RunReader reader, long runKey, long nextEventId)
{
    private readonly List<HistoryEvent> _recent = [];
    private long _firstRecent = nextEventId;

    /// <summary>The last event that is on disk.</summary>
    public long Committed { get; private set; } = nextEventId - 1;

    /// <summary>The last event at all.</summary>
    public long Last => _firstRecent + _recent.Count - 1;

    public void Append(IEnumerable<HistoryEvent> events) => _recent.AddRange(events);

    /// <summary>Notes that events are on disk, and evicts those that workers have already processed.</summary>
    public void Commit(long lastCommitted, long lastSeen)
    {
        Committed = Math.Max(Committed, lastCommitted);
        var drop = (int)Math.Min(Math.Min(Committed, lastSeen) - _firstRecent + 1, _recent.Count);
        if (drop > 0)
        {
            _recent.RemoveRange(0, drop);
            _firstRecent += drop;
        }
    }

    /// <summary>The events from <paramref name="first"/> on, as many as a page may hold.</summary>
    private List<HistoryEvent> ReadPage(long first) => Read(first, Last + 1, new PageBudget());

    /// <summary>Gives a worker the history from <paramref name="first"/> on, with the newest events at the end; or its first page, and where to read on.</summary>
    /// <param name="offer">What the worker gets.</param>
    /// <param name="first">The first event that is new to it.</param>
    /// <param name="newest">Events that follow those that are kept.</param>
    /// <param name="end">Before which event its task's history ends; events that are shown but not written do not count.</param>
    public void Offer(PollWorkflowTaskQueueResponse offer, long first, IReadOnlyList<HistoryEvent> newest, long end)
    {
        var page = ReadPage(first);
        offer.History.Events.AddRange(page);
        var next = first + page.Count;
        if (next > Last)
        {
            offer.History.Events.AddRange(newest);
        }
        else
        {
            // The events of an attempt that are not written yet come with the last page.
            offer.NextPageToken = new HistoryPosition(runKey, next, end).ToToken();
        }
    }

    /// <summary>The whole history.</summary>
    public List<HistoryEvent> All() => Read(1, Last + 1, PageBudget.Unlimited);

    public HistoryEvent Event(long id) => Read(id, id + 1, PageBudget.Unlimited)[0];

    private List<HistoryEvent> Read(long first, long end, PageBudget budget)
    {
        var events = first < _firstRecent ? reader.Events(runKey, first, Math.Min(end, _firstRecent), budget) : [];
        for (var id = first + events.Count; id < end && id <= Last && !budget.IsSpent; id++)
        {
            var historyEvent = _recent[(int)(id - _firstRecent)];
            budget.Spend(historyEvent.CalculateSize());
            events.Add(historyEvent);
        }

        return events;
    }
}
