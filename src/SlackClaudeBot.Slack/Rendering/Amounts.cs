using System.Globalization;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Writes money, times and counts as people read them.</summary>
internal static class Amounts
{
    /// <summary><c>$0.42</c>, or <c>$0.42 of $5.00</c>, escaped.</summary>
    public static string Cost(decimal costUsd, decimal? budgetUsd = null) => Money.Format(costUsd, budgetUsd).Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary><c>42 s</c>, <c>3 min</c>, <c>2 h 5 min</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
    };

    /// <summary><c>1 file</c>, <c>3 files</c>.</summary>
    public static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? string.Empty : "s")}");

    /// <summary>A time of today with seconds, in the reader's own time zone.</summary>
    public static string TimeOfDay(DateTime utc)
    {
        var seconds = new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"<!date^{seconds}^{{time_secs}}|{utc:HH:mm:ss} UTC>");
    }

    /// <summary>A moment in the reader's own time zone: https://docs.slack.dev/messaging/formatting-message-text#date-formatting</summary>
    public static string Moment(DateTime utc)
    {
        var seconds = new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"<!date^{seconds}^{{date_short_pretty}} {{time}}|{utc:yyyy-MM-dd HH:mm} UTC>");
    }
}
