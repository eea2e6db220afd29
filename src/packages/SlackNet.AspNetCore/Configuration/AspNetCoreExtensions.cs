using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackNet.Interaction;

namespace SlackNet.AspNetCore;

/// <summary>Adds SlackNet to a program.</summary>
public static class AspNetCoreExtensions
{
    /// <summary>Registers the API client and the handlers.</summary>
    public static IServiceCollection AddSlackNet(this IServiceCollection serviceCollection, Action<AspNetSlackServiceConfiguration> configure = null)
    {
        serviceCollection.TryAddSingleton(_ => Default.Logger);
        serviceCollection.TryAddSingleton(_ => Default.JsonSettings());
        serviceCollection.TryAddSingleton(services => Default.Http(services.GetRequiredService<SlackJsonSettings>(), logger: services.GetRequiredService<ILogger>()));
        serviceCollection.TryAddSingleton(services => Default.UrlBuilder(services.GetRequiredService<SlackJsonSettings>()));

        var configuration = new AspNetSlackServiceConfiguration(serviceCollection);
        configure?.Invoke(configuration);

        serviceCollection.AddSingleton(configuration.Handlers);
        serviceCollection.AddSingleton(configuration.Endpoints);
        serviceCollection.AddSingleton<IRequestDispatcher, RequestDispatcher>();
        serviceCollection.TryAddSingleton<ISlackApiClient>(services => Client(services, configuration.ApiToken));

        return serviceCollection;
    }

    /// <summary>Adds the HTTP endpoints.</summary>
    public static IApplicationBuilder UseSlackNet(this IApplicationBuilder app, Action<SlackEndpointConfiguration> configure = null)
    {
        var endpoints = app.ApplicationServices.GetRequiredService<SlackEndpointConfiguration>();
        configure?.Invoke(endpoints);
        return app.UseMiddleware<SlackRequestMiddleware>();
    }

    private static SlackApiClient Client(IServiceProvider services, string token) => new(
        services.GetRequiredService<IHttp>(),
        services.GetRequiredService<ISlackUrlBuilder>(),
        services.GetRequiredService<SlackJsonSettings>(),
        token);
}
