using EmbeddedTemporal;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>The program is not ready while its own Temporal service cannot write. Damaged workflows are listed: the others go on.</summary>
internal sealed class EmbeddedTemporalHealth(EmbeddedTemporalServer server, TimeProvider time) : IHealthCheck
{
    private const int MaxListed = 20;

    /// <summary>Probes poll every few seconds; each question writes to the disk.</summary>
    private static readonly TimeSpan _cacheDuration = TimeSpan.FromSeconds(5);

    private long? _wroteAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_wroteAt is not { } at || time.GetElapsedTime(at) >= _cacheDuration)
        {
            if (!await server.CanWriteAsync())
            {
                _wroteAt = null;
                return HealthCheckResult.Unhealthy("The database in DATA_DIR cannot be written. Free some space on its disk.");
            }

            _wroteAt = time.GetTimestamp();
        }

        var damaged = server.DamagedRuns;
        var more = damaged.Count > MaxListed ? $" And {damaged.Count - MaxListed} more." : "";
        return damaged.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', damaged.Take(MaxListed).Select(run => run.ToString())) + more);
    }
}
