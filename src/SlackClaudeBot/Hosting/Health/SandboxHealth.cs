using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>A worker is ready if a task could get a sandbox: the Docker engine answers, and has the image and a usable network.</summary>
internal sealed class SandboxHealth(SandboxOptions sandbox, AgentOptions agent, TimeProvider time) : IHealthCheck
{
    /// <summary>Probes poll every few seconds; the engine is asked less often.</summary>
    private static readonly TimeSpan _cacheDuration = TimeSpan.FromSeconds(15);

    private Answer? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_last is not { } last || last.Problem is not null || time.GetElapsedTime(last.At) >= _cacheDuration)
        {
            last = _last = new(await SandboxCheck.FindProblemAsync(sandbox, agent, cancellationToken), time.GetTimestamp());
        }

        return last.Problem is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(last.Problem);
    }

    /// <param name="Problem">Null if there is none.</param>
    /// <param name="At">As <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    private sealed record Answer(string? Problem, long At);
}
