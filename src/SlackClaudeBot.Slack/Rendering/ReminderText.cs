using System.Globalization;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Says how long something is still pending.</summary>
internal static class ReminderText
{
    public static string ForReview(TimeSpan left) => $"This is still waiting for a decision. It expires in {Words(left)}.";

    public static string ForAnswer(TimeSpan left) => $"The agent's question is still waiting for an answer. It expires in {Words(left)}.";

    public static string Words(TimeSpan time) => time switch
    {
        { TotalHours: >= 2 } => Count(time.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Count(time.TotalMinutes, "minutes"),
        _ => Count(time.TotalSeconds, "seconds"),
    };

    private static string Count(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(number)} {unit}");
}
