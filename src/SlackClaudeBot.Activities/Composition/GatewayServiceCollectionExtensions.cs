using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Composition;

/// <summary>Registers the model gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds the gateway, which starts with the host, its tokens and its endpoint. Needs <see cref="DataDirectory"/>,
    /// <see cref="TimeProvider"/> and <see cref="ModelApiOptions"/>; listens in every registered sandbox network too.
    /// </summary>
    public static IServiceCollection AddModelGateway(this IServiceCollection services) => services
        .AddSingleton<IGatewayTokens, GatewayTokens>()
        .AddSingleton<ModelProxy>()
        .AddSingleton<ModelGateway>()
        .AddSingleton<IModelGatewayEndpoint>(provider => provider.GetRequiredService<ModelGateway>())
        .AddHostedService(provider => provider.GetRequiredService<ModelGateway>());
}
