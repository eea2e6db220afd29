using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Activities.Agents;

namespace SlackClaudeBot.Activities.Composition;

/// <summary>Registers the agent's activities.</summary>
public static class AgentServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="AgentActivities"/>. Needs the model gateway, sandboxes, the artifact store, task progress,
    /// <see cref="TimeProvider"/> and <see cref="AgentOptions"/>.
    /// </summary>
    public static IServiceCollection AddAgents(this IServiceCollection services) => services
        .AddSingleton<SessionTranscripts>()
        .AddSingleton<RunRecords>()
        .AddSingleton<AgentRunner>()
        .AddSingleton(provider => new AgentActivities(provider.GetRequiredService<AgentRunner>()));
}
