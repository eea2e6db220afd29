using System.Diagnostics;
using Temporalio.Activities;
using Temporalio.Worker.Interceptors;

namespace SlackClaudeBot.Telemetry;

/// <summary>Traces each execution of a Temporal activity. The registry does not serve Temporalio.Extensions.OpenTelemetry.</summary>
internal sealed class ActivityTracing : IWorkerInterceptor
{
    public const string SourceName = "SlackClaudeBot.Activities";

    private static readonly ActivitySource _source = new(SourceName);

    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Traced(nextInterceptor);

    private sealed class Traced(ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            var info = ActivityExecutionContext.Current.Info;
            using var span = _source.StartActivity($"RunActivity:{info.ActivityType}");
            span?.SetTag("temporalWorkflowID", info.WorkflowId);
            span?.SetTag("temporalRunID", info.WorkflowRunId);
            span?.SetTag("temporalActivityID", info.ActivityId);
            span?.SetTag("temporalAttempt", info.Attempt);
            try
            {
                return await base.ExecuteActivityAsync(input);
            }
            catch (Exception e)
            {
                // The message may quote text of people and agents.
                span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
                throw;
            }
        }
    }
}
