using Temporalio.Worker.Runs;

namespace Temporalio.Worker.Caching;

/// <summary>
/// The runs in memory. Each is worked on by one task at a time; of those that rest, the one used longest ago goes first
/// when there are too many.
/// </summary>
/// <param name="capacity">How many may rest; 0 for none.</param>
internal sealed class RunCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly LinkedList<Entry> _resting = [];

    /// <summary>Waits until nobody else works on the run.</summary>
    public async Task<Lease> TakeAsync(string runId)
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(runId, out entry!))
            {
                _entries.Add(runId, entry = new(runId));
            }

            entry.Users++;
            if (entry.Resting is { } resting)
            {
                _resting.Remove(resting);
                entry.Resting = null;
            }
        }

        await entry.Turn.WaitAsync().ConfigureAwait(false);
        return new(this, entry);
    }

    private void Return(Entry entry)
    {
        entry.Turn.Release();
        lock (_gate)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            if (entry.Run is null)
            {
                _entries.Remove(entry.RunId);
                return;
            }

            entry.Resting = _resting.AddLast(entry);
            while (_resting.Count > capacity)
            {
                var oldest = _resting.First!.Value;
                _resting.RemoveFirst();
                _entries.Remove(oldest.RunId);
                oldest.Run!.Dispose();
            }
        }
    }

    /// <summary>The right to work on a run.</summary>
    internal sealed class Lease(RunCache cache, Entry entry) : IDisposable
    {
        /// <summary>The run; null where it is not in memory.</summary>
        public WorkflowRun? Run
        {
            get => entry.Run;
            set
            {
                if (entry.Run != value)
                {
                    entry.Run?.Dispose();
                    entry.Run = value;
                }
            }
        }

        public void Dispose() => cache.Return(entry);
    }

    internal sealed class Entry(string runId)
    {
        public string RunId => runId;

        public SemaphoreSlim Turn { get; } = new(1);

        public WorkflowRun? Run { get; set; }

        public int Users { get; set; }

        public LinkedListNode<Entry>? Resting { get; set; }
    }
}
