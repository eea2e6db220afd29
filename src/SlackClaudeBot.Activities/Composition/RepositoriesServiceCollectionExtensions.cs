using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Composition;

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
        services.TryAddSingleton<BotFiles>();
        services.TryAddSingleton<IBotFiles>(provider => provider.GetRequiredService<BotFiles>());
        services.TryAddSingleton<RepositoryCloner>();
        services.TryAddSingleton<ChangeCollector>();
        services.TryAddSingleton<BranchPusher>();
        services.TryAddSingleton(provider => new RepositoryActivities(
            provider.GetRequiredService<ISandboxProvider>(),
            provider.GetRequiredService<CleanSandboxes>(),
            provider.GetRequiredService<RepositoryCloner>(),
            provider.GetRequiredService<ChangeCollector>(),
            provider.GetRequiredService<BranchPusher>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IRepositoryActivities>(provider => provider.GetRequiredService<RepositoryActivities>());
        return services;
    }
}
