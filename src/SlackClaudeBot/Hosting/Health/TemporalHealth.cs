using Microsoft.Extensions.Diagnostics.HealthChecks;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>The program is ready if Temporal answers, so that what it receives can be stored, and knows the search attributes of tasks.</summary>
internal sealed class TemporalHealth(ITemporalClient temporal) : IHealthCheck
{
    /// <summary>The tag of checks that decide readiness.</summary>
    public const string Ready = "ready";

    /// <summary>Attributes do not disappear: once they were there, they are not asked for again.</summary>
    private bool _hasAttributes;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var options = new RpcOptions { CancellationToken = cancellationToken, Timeout = TimeSpan.FromSeconds(5) };
            await temporal.Connection.WorkflowService.GetSystemInfoAsync(new GetSystemInfoRequest(), options);
            if (!_hasAttributes && await SearchAttributeQuery.FindProblemAsync(temporal, cancellationToken) is { } problem)
            {
                return HealthCheckResult.Unhealthy(problem);
            }

            _hasAttributes = true;
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("Temporal does not answer.", e);
        }
    }
}
