using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Slack.Diffs;
using SlackClaudeBot.Slack.Inbound;

namespace SlackClaudeBot.Telemetry;

/// <summary>Sends metrics, and traces of HTTP requests and Temporal activities, to an OpenTelemetry collector.</summary>
internal static class TelemetryExport
{
    public static void AddTelemetry(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        if (options.Endpoint is null)
        {
            return;
        }

        // The exporter reads these itself; here they may also come from .env.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = options.Endpoint.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = options.Protocol,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = options.Headers,
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("slackclaudebot", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics => metrics
                .AddMeter(TaskMeter.Name, SlackMetrics.MeterName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddOtlpExporter())
            .WithTracing(traces => traces
                .AddSource(ActivityTracing.SourceName)
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsPrivate(context.Request.Path))
                .AddHttpClientInstrumentation(http => http.FilterHttpRequestMessage = request => !IsPrivate(request.RequestUri))
                .AddOtlpExporter());
    }

    /// <summary>Probes poll every few seconds, and a diff's link is all that is needed to read it.</summary>
    private static bool IsPrivate(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments(DiffLinks.Path);

    /// <summary>The path of a Slack webhook is all that is needed to post with it.</summary>
    private static bool IsPrivate(Uri? url) => url?.Host == "hooks.slack.com";
}
