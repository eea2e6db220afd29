using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.GitHub.PullRequests;
using SlackClaudeBot.Workflows.Contracts.PullRequests;

namespace SlackClaudeBot.GitHub;

/// <summary>Registers GitHub's API: credentials and pull requests.</summary>
public static class GitHubServiceCollectionExtensions
{
    /// <summary>Needs <see cref="GitHubOptions"/>.</summary>
    public static IServiceCollection AddGitHub(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IGitHubTokens>(provider =>
        {
            var options = provider.GetRequiredService<GitHubOptions>();
            return options.HasApp ? new AppTokens(options, provider.GetRequiredService<TimeProvider>()) : new StaticTokens(options);
        });
        services.TryAddSingleton<GitHubClients>();
        services.TryAddSingleton<PullRequestActivities>();
        services.TryAddSingleton<IPullRequestActivities>(provider => provider.GetRequiredService<PullRequestActivities>());
        return services;
    }
}
