using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>The services that every schedule uses.</summary>
internal sealed record ScheduleEnvironment(RunEnvironment Runs, ScheduleStarter Starter)
{
    /// <summary>The schedule's id in list queries. Its number is stored: never change it.</summary>
    public static AttributeDefinition ScheduleId { get; } = new(-1_000, "ScheduleId", IndexedValueType.Keyword);

    /// <summary>Removes a schedule that has had nothing to do for long.</summary>
    public Action<ActiveSchedule> Expire { get; set; } = static _ => { };

    private static AttributeDefinition Paused => SystemAttributes.Indexed["TemporalSchedulePaused"];

    /// <summary>The values by which a schedule can be found.</summary>
    public IReadOnlyList<IndexedValue> IndexedValues(ScheduleKey key, ScheduleDefinition definition, ScheduleProgress progress) =>
    [
        .. Runs.Attributes.Index(key.Namespace, definition.SearchAttributes),
        new IndexedValue(ScheduleId.Id, key.ScheduleId),
        new IndexedValue(Paused.Id, progress.State.Paused ? 1L : 0L),
    ];
}
