using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Extensions.Hosting;

namespace SlackClaudeBot.Hosting;

/// <summary>Registers the implementations of all activity interfaces: an activity is an interface, a class that is a service, and a call.</summary>
internal static class ActivityRegistration
{
    /// <summary>The interfaces <c>I…Activities</c> that workflows call.</summary>
    public static IReadOnlyList<Type> Interfaces { get; } =
        [.. typeof(TaskRequest).Assembly.GetExportedTypes().Where(type => type.IsInterface && type.Name.EndsWith("Activities", StringComparison.Ordinal))];

    /// <summary>Adds to a worker the one service that implements each interface.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="services">Has every implementation already, registered as its own class.</param>
    /// <exception cref="InvalidOperationException">An interface has no implementation, or several.</exception>
    public static ITemporalWorkerServiceOptionsBuilder AddActivities(this ITemporalWorkerServiceOptionsBuilder worker, IServiceCollection services)
    {
        foreach (var type in FindImplementations(services))
        {
            worker.AddSingletonActivities(type);
        }

        return worker;
    }

    /// <summary>The classes that implement the interfaces.</summary>
    internal static IReadOnlyList<Type> FindImplementations(IServiceCollection services) =>
    [
        .. Interfaces.Select(contract => services.Select(service => service.ServiceType).Where(type => type.IsClass && contract.IsAssignableFrom(type)).Distinct().ToList() switch
        {
            [var only] => only,
            var found => throw new InvalidOperationException($"{contract.Name} has {found.Count} implementations among the services; it needs one."),
        }).Distinct(),
    ];
}
