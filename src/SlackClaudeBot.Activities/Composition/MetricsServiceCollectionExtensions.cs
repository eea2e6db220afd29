using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Composition;

/// <summary>Registers the metrics of attempts and tasks. Needs a <see cref="DataDirectory"/>.</summary>
public static class MetricsServiceCollectionExtensions
{
    public static IServiceCollection AddTaskMetrics(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<MetricsOptions>();
        services.TryAddSingleton<MetricsFile>();
        services.TryAddSingleton<TaskMeter>();
        services.TryAddSingleton<MetricsActivities>();
        return services;
    }
}
