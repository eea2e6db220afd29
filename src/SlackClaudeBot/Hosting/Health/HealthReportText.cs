using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>Writes a health report for people: the status, then one line for each check that is not healthy, with its reason.</summary>
internal static class HealthReportText
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Status}. {entry.Value.Description}".TrimEnd())
            .Prepend(report.Status.ToString());
        return context.Response.WriteAsync(string.Join('\n', lines));
    }
}
