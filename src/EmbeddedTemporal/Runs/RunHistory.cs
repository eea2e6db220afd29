using EmbeddedTemporal.Storage;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// A run's events. Those that no worker has seen yet, or that are not on disk yet, stay in memory; the rest is read when
/// asked for. Guarded by its run.
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

    /// <summary>Notes that events are on disk, and lets go of those that workers have seen.</summary>
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
    public List<HistoryEvent> ReadPage(long first) => Read(first, Last + 1, new PageBudget());

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
