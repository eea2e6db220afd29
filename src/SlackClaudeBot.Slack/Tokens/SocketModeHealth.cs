using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackNet;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>In Socket Mode ready means, too: a connection is open. Without one nothing comes in, and nobody else would say so.</summary>
internal sealed class SocketModeHealth(ISlackSocketModeClient socketMode) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        socketMode.Connected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No Socket Mode connection is open; the log says why."));
}
