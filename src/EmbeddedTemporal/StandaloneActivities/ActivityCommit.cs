using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>One change of one standalone activity, already serialised.</summary>
internal sealed class ActivityCommit(long key, ActivityWriter writer, Action committed) : ILogEntry
{
    public long Key => key;

    /// <summary>The columns that never change; null if the change is not the first one.</summary>
    public NewActivity? New { get; init; }

    /// <summary>The columns that change; null if the activity is removed.</summary>
    public ActivityColumns? Columns { get; init; }

    /// <summary>The activity as lists show it; null if the change leaves that as it is.</summary>
    public byte[]? Item { get; init; }

    public bool JoinsPrevious { get; set; }

    public Durability Durability { get; } = new();

    public void Write(RunWriter runs) => writer.Write(runs, this);

    public void Succeed()
    {
        committed();
        Durability.Reach();
    }

    /// <summary>A commit that is refused for now is still written later, since the activity continues from it.</summary>
    public void Refuse(Exception reason) => Durability.Refuse(reason);
}

/// <summary>The columns of a new activity.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="ActivityId">The id that its client gave it.</param>
/// <param name="RunId">Tells it from others of the same id.</param>
/// <param name="Type">Its type.</param>
/// <param name="StartTime">When it was started, in ticks.</param>
/// <param name="ExecutionTime">When its first attempt may begin, in ticks.</param>
/// <param name="Start">A <see cref="StandaloneActivityStart"/>.</param>
/// <param name="Attributes">The values by which it can be found besides its columns.</param>
internal sealed record NewActivity(
    string Namespace, string ActivityId, string RunId, string Type, long StartTime, long ExecutionTime, byte[] Start, IReadOnlyList<IndexedValue> Attributes);

/// <summary>The columns of an activity that change.</summary>
/// <param name="TaskQueue">The queue of its next attempt.</param>
/// <param name="Status">The number of its status.</param>
/// <param name="CloseTime">When it closed, in ticks.</param>
/// <param name="Transitions">How often it has changed.</param>
/// <param name="StartTime">When it was started, in ticks.</param>
/// <param name="State">A <see cref="StandaloneActivityState"/>.</param>
internal sealed record ActivityColumns(string TaskQueue, long Status, long? CloseTime, long Transitions, long StartTime, byte[] State);
