using System.Text.RegularExpressions;

namespace EmbeddedTemporal.Runs;

/// <summary>Tells a cron schedule from something else (https://docs.temporal.io/cron-job); running one is not supported.</summary>
internal static partial class CronSchedule
{
    public static bool IsValid(string schedule) => Pattern().IsMatch(schedule.Trim());

    [GeneratedRegex(@"^((CRON_)?TZ=\S+\s+)?(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every\s+(\d+(\.\d+)?(h|m|s|ms))+|([\d*?/,\-A-Za-z]+\s+){4}[\d*?/,\-A-Za-z]+)$")]
    private static partial Regex Pattern();
}
