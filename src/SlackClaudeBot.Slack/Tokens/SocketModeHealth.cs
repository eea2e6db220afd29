using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackNet;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>Unready in Socket Mode without an open connection: no request comes in.</summary>
internal sealed class SocketModeHealth(ISlackSocketModeClient socketMode) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        socketMode.Connected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No Socket Mode connection is open; the log says why."));
}
