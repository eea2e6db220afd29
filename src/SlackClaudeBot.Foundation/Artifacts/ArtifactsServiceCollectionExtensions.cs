using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Foundation.Artifacts;

/// <summary>Registers the artifact store.</summary>
public static class ArtifactsServiceCollectionExtensions
{
    /// <summary>Needs a <see cref="DataDirectory"/>.</summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services)
    {
        services.TryAddSingleton<IArtifactStore, FileArtifactStore>();
        return services;
    }
}
