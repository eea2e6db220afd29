namespace EmbeddedTemporal.Storage;

/// <summary>The columns of a schedule that never change.</summary>
/// <param name="Key">Its key: negative, and never used again while the service runs.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="ScheduleId">The id that its owner gave it.</param>
/// <param name="Created">When it was created, in ticks.</param>
internal sealed record ScheduleKey(long Key, string Namespace, string ScheduleId, long Created)
{
    /// <summary>The checksum of the row's definition.</summary>
    public long SumOf(byte[] definition) => RowSum.Of([Key, RowSum.Of(Namespace), RowSum.Of(ScheduleId), Created, RowSum.Of(definition)]);

    /// <summary>The checksum of the row's progress.</summary>
    public long SumOfProgress(byte[] progress) => RowSum.Of([Key, RowSum.Of(progress)]);
}

/// <summary>One change of one schedule, already serialised.</summary>
internal sealed class ScheduleCommit : ILogEntry
{
    public required ScheduleKey Schedule { get; init; }

    /// <summary>Whether the schedule begins with this change.</summary>
    public bool IsNew { get; init; }

    /// <summary>Null if the change leaves it as it is.</summary>
    public byte[]? Definition { get; init; }

    /// <summary>Null if the schedule is removed.</summary>
    public byte[]? Progress { get; init; }

    /// <summary>All values by which the schedule can be found besides its columns; null if the change leaves them as they are.</summary>
    public IReadOnlyList<IndexedValue>? Attributes { get; init; }

    public bool JoinsPrevious { get; set; }

    public Durability Durability { get; } = new();

    public void Write(RunWriter writer) => writer.Schedules.Write(this);

    public void Succeed() => Durability.Reach();

    /// <summary>A commit that is refused for now stays in line all the same, since the schedule goes on from it.</summary>
    public void Refuse(Exception reason) => Durability.Refuse(reason);
}
