using EmbeddedTemporal;

namespace SlackClaudeBot.Hosting;

/// <summary>The Temporal service that this process uses.</summary>
/// <param name="Address">host:port.</param>
/// <param name="Token">The embedded service's token; null for another service.</param>
/// <param name="Embedded">The service in this process; null for another one.</param>
internal sealed record TemporalEndpoint(string Address, string? Token = null, EmbeddedTemporalServer? Embedded = null);
