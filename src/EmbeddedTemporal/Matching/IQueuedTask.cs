namespace EmbeddedTemporal.Matching;

/// <summary>Something a worker can be given.</summary>
internal interface IQueuedTask
{
    /// <summary>False once it is no longer wanted; it is then dropped.</summary>
    bool IsAlive { get; }

    /// <summary>Its place among the tasks that wait.</summary>
    TaskPriority Priority { get; }

    /// <summary>Since when it has waited.</summary>
    DateTimeOffset Since { get; }

    /// <summary>Puts it into the queue of the workers that get it now, unless it is dropped.</summary>
    void Requeue();
}
