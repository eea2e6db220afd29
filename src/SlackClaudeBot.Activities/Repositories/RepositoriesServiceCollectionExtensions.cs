using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SlackClaudeBot.Activities.Artifacts;
using SlackClaudeBot.Activities.PullRequests;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.PullRequests;
using SlackClaudeBot.Workflows.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Registers repositories, pull requests and artifacts.</summary>
public static class RepositoriesServiceCollectionExtensions
{
    /// <summary>Needs a <see cref="DataDirectory"/>, an <see cref="ISandboxProvider"/>, <see cref="GitHubOptions"/> and logging.</summary>
    public static IServiceCollection AddRepositories(this IServiceCollection services)
    {
        services.AddArtifacts();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IGitHubTokens>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<GitHubOptions>>();
            return options.Value.HasApp ? new AppTokens(options, provider.GetRequiredService<TimeProvider>()) : new StaticTokens(options);
        });
        services.TryAddSingleton<GitHubClients>();
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
        services.TryAddSingleton<PullRequestActivities>();
        services.TryAddSingleton<IPullRequestActivities>(provider => provider.GetRequiredService<PullRequestActivities>());
        return services;
    }
}
