using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackClaudeBot.Slack.Inbound.SocketMode;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>In Socket Mode, readiness includes an open connection: without one no request arrives, and nothing else would show it.</summary>
internal sealed class SocketModeHealth(ISocketMode socketMode) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        socketMode.IsConnected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No Socket Mode connection is open; the log says why."));
}
