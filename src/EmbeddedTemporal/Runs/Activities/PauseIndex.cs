using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The search attribute by which runs with paused activities are found, as the real service sets it.</summary>
internal static class PauseIndex
{
    private const string Name = "TemporalPauseInfo";

    /// <summary>The value of a run in which an activity of this type is paused.</summary>
    public static string Value(string activityType) => Prefix + activityType;

    /// <summary>The beginning of the value of every paused activity.</summary>
    public const string Prefix = "property:activityType=";

    /// <summary>Sets the attribute by the activities that are paused now.</summary>
    public static void Update(RunTransaction transaction, PendingActivities pending)
    {
        var paused = pending.All.Where(a => a.Pause is not null).Select(a => Value(a.ActivityType)).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (paused.Length == 0)
        {
            ServiceAttributes.Remove(transaction, Name);
            return;
        }

        ServiceAttributes.Set(transaction, Name, IndexedValueType.KeywordList, paused);
    }
}
