using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The search attribute by which runs with paused activities are found, as the real service sets it.</summary>
internal static class PauseIndex
{
    private const string Name = "TemporalPauseInfo";

    /// <summary>The value of a run in which an activity of this type is paused.</summary>
    public static string Value(string activityType) => Prefix + activityType;

    /// <summary>What the value of every paused activity begins with.</summary>
    public const string Prefix = "property:activityType=";

    /// <summary>Sets the attribute by the activities that are paused now.</summary>
    public static void Update(RunTransaction transaction, PendingActivities pending)
    {
        var paused = pending.All.Where(a => a.Pause is not null).Select(a => Value(a.ActivityType)).Distinct().Order(StringComparer.Ordinal).ToArray();
        var state = transaction.State;
        if (paused.Length == 0)
        {
            _ = state.SearchAttributes?.IndexedFields.Remove(Name);
            return;
        }

        state.SearchAttributes ??= transaction.Run.Start.SearchAttributes?.Clone() ?? new SearchAttributes();
        state.SearchAttributes.IndexedFields[Name] = new Payload
        {
            Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain"), ["type"] = ByteString.CopyFromUtf8(nameof(IndexedValueType.KeywordList)) },
            Data = ByteString.CopyFromUtf8(JsonSerializer.Serialize(paused)),
        };
    }
}
