using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SlackNet.AspNetCore;

/// <summary>Configures SlackNet in an ASP.NET Core program.</summary>
public class AspNetSlackServiceConfiguration : AspNetSlackServiceConfiguration<AspNetSlackServiceConfiguration>
{
    internal AspNetSlackServiceConfiguration(IServiceCollection serviceCollection) : base(serviceCollection)
    {
    }
}

/// <inheritdoc cref="AspNetSlackServiceConfiguration"/>
public abstract class AspNetSlackServiceConfiguration<TConfig> : FactorySlackServiceConfiguration<TConfig>
    where TConfig : AspNetSlackServiceConfiguration<TConfig>
{
    private readonly IServiceCollection _services;

    protected AspNetSlackServiceConfiguration(IServiceCollection serviceCollection) => _services = serviceCollection;

    internal SlackEndpointConfiguration Endpoints { get; } = new();

    /// <summary>Verifies the signature of each request. Without a secret, every request is accepted.</summary>
    public TConfig UseSigningSecret(string signingSecret) => Chain(() => Endpoints.SigningSecret = signingSecret);

    internal override void UsePart(Type part, Type implementation)
    {
        _services.TryAddSingleton(implementation);
        _services.Replace(ServiceDescriptor.Singleton(part, services => services.GetRequiredService(implementation)));
    }

    internal override void AddHandler(Type handler) => _services.TryAddScoped(handler);
}
