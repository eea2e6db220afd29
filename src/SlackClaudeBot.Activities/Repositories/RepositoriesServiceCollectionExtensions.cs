using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Registers the work with git.</summary>
public static class RepositoriesServiceCollectionExtensions
{
    /// <summary>Needs a <see cref="DataDirectory"/>, an <see cref="ISandboxProvider"/>, GitHub and logging.</summary>
    public static IServiceCollection AddRepositories(this IServiceCollection services)
    {
        services.AddArtifacts();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Git>();
        services.TryAddSingleton<IMirrorFolders, MirrorFolders>();
        services.TryAddSingleton<Mirrors>();
        services.TryAddSingleton<Cloning>();
        services.TryAddSingleton<Collecting>();
        services.TryAddSingleton<Pushing>();
        services.TryAddSingleton(provider => new RepositoryActivities(
            provider.GetRequiredService<ISandboxProvider>(),
            provider.GetRequiredService<Cloning>(),
            provider.GetRequiredService<Collecting>(),
            provider.GetRequiredService<Pushing>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IRepositoryActivities>(provider => provider.GetRequiredService<RepositoryActivities>());
        return services;
    }
}
