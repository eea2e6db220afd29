using Microsoft.Extensions.Diagnostics.HealthChecks;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>The program is ready if Temporal answers: what it receives can be stored.</summary>
internal sealed class TemporalHealth(ITemporalClient temporal) : IHealthCheck
{
    /// <summary>The tag of checks that decide readiness.</summary>
    public const string Ready = "ready";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var options = new RpcOptions { CancellationToken = cancellationToken, Timeout = TimeSpan.FromSeconds(5) };
            await temporal.Connection.WorkflowService.GetSystemInfoAsync(new GetSystemInfoRequest(), options);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Temporal does not answer.", e);
        }
    }
}
