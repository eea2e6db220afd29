using System.Collections.Concurrent;
using EmbeddedTemporal.Time;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Matching;

/// <summary>All task queues. They live in memory: what waits in them follows from the runs, and is queued again at start.</summary>
internal sealed class TaskQueues(ServiceClock clock)
{
    private readonly ConcurrentDictionary<(string Namespace, string Name, TaskQueueType Type), TaskQueue> _queues = new();

    public TaskQueue Get(string @namespace, string name, TaskQueueType type) =>
        _queues.GetOrAdd((@namespace, name, type), static (_, clock) => new TaskQueue(clock), clock);

    /// <inheritdoc cref="TaskQueue.SortByAge"/>
    public void SortByAge()
    {
        foreach (var queue in _queues.Values)
        {
            queue.SortByAge();
        }
    }

    public TaskQueue? Find(string @namespace, string name, TaskQueueType type) => _queues.GetValueOrDefault((@namespace, name, type));

    /// <summary>Forgets a queue that only one worker used.</summary>
    public TaskQueue? Remove(string @namespace, string name, TaskQueueType type) =>
        _queues.TryRemove((@namespace, name, type), out var queue) ? queue : null;
}
