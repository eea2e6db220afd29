using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>Where metrics and traces are sent. See https://opentelemetry.io/docs/specs/otel/protocol/exporter/</summary>
public sealed class TelemetryOptions
{
    [Setting("OTEL_EXPORTER_OTLP_ENDPOINT", "Where an OpenTelemetry collector receives metrics and traces, for example http://localhost:4317. Not set: nothing is sent.")]
    public Uri? Endpoint { get; set; }

    [RegularExpression("^(grpc|http/protobuf)$", ErrorMessage = "must be grpc or http/protobuf.")]
    [Setting("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc (usually port 4317) or http/protobuf (usually port 4318).")]
    public string Protocol { get; set; } = "grpc";

    [Setting("OTEL_EXPORTER_OTLP_HEADERS", "Headers for the collector, for example an API key: name=value, separated by commas.", Secret = true)]
    public string? Headers { get; set; }
}
