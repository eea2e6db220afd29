using System.Buffers.Binary;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Schedules as descriptions and lists show them.</summary>
internal static class ScheduleDescription
{
    /// <summary>The number of a new schedule's state.</summary>
    public const long FirstConflictToken = 1;

    public static DescribeScheduleResponse Of(ScheduleDefinition definition, ScheduleProgress progress, ScheduleTimes times)
    {
        var info = progress.Info.Clone();
        info.FutureActionTimes.AddRange(Future(progress, times, ScheduleLimits.FutureActions));
        info.BufferSize = progress.BufferedStarts.Count;
        info.StateSizeBytes = definition.CalculateSize() + progress.CalculateSize();
        return new DescribeScheduleResponse
        {
            Schedule = new()
            {
                Spec = CanonicalSpec.Shown(definition.Spec),
                Action = definition.Action,
                Policies = definition.Policies,
                State = progress.State.Clone(),
            },
            Info = info,
            Memo = definition.Memo ?? new Memo(),
            SearchAttributes = definition.SearchAttributes ?? new SearchAttributes(),
            ConflictToken = Token(progress.ConflictToken),
        };
    }

    public static ScheduleListEntry Entry(ScheduleKey key, ScheduleDefinition definition, ScheduleProgress progress, ScheduleTimes times) => new()
    {
        ScheduleId = key.ScheduleId,
        Memo = definition.Memo ?? new Memo(),
        SearchAttributes = definition.SearchAttributes ?? new SearchAttributes(),
        Info = new ScheduleListInfo
        {
            Spec = Short(CanonicalSpec.Shown(definition.Spec)),
            WorkflowType = definition.Action.StartWorkflow.WorkflowType,
            Notes = progress.State.Notes,
            Paused = progress.State.Paused,
            RecentActions = { progress.Info.Clone().RecentActions.TakeLast(ScheduleLimits.ListedActions) },
            FutureActionTimes = { Future(progress, times, ScheduleLimits.ListedActions) },
            StateSizeBytes = definition.CalculateSize() + progress.CalculateSize(),
        },
    };

    /// <summary>An update that carries it is refused once the schedule has changed.</summary>
    public static ByteString Token(long number)
    {
        var token = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(token, number);
        return ByteString.CopyFrom(token);
    }

    private static IEnumerable<Timestamp> Future(ScheduleProgress progress, ScheduleTimes times, int count) =>
        DueTimes.Future(progress, times, count).Select(Timestamp.FromDateTimeOffset);

    private static ScheduleSpec Short(ScheduleSpec spec)
    {
        Shorten(spec.StructuredCalendar);
        Shorten(spec.Interval);
        Shorten(spec.ExcludeStructuredCalendar);
        return spec;
    }

    private static void Shorten<T>(Google.Protobuf.Collections.RepeatedField<T> parts)
    {
        while (parts.Count > ScheduleLimits.ListedParts)
        {
            parts.RemoveAt(parts.Count - 1);
        }
    }
}
