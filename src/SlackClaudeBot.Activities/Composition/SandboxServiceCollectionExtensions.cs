using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;
using SlackClaudeBot.Activities.Sandboxes.Process;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Composition;

/// <summary>Registers the sandboxes of this host.</summary>
public static class SandboxServiceCollectionExtensions
{
    /// <summary>
    /// Registers sandboxes of the kind that <see cref="SandboxOptions"/> names. Expects <see cref="SandboxOptions"/>,
    /// <see cref="DataDirectory"/>, <see cref="TimeProvider"/>, an <see cref="IOpenTasks"/>, an <see cref="IWaitingTasks"/>, an <see cref="IBotFiles"/> and the model gateway's endpoint.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="taskQueue">The task queue that all hosts share.</param>
    public static IServiceCollection AddSandboxes(this IServiceCollection services, string taskQueue)
    {
        services.AddSingleton(provider => HostIdentity.Load(provider.GetRequiredService<DataDirectory>()));
        services.AddSingleton<IHostTaskQueue>(provider => new HostTaskQueue(taskQueue, provider.GetRequiredService<HostIdentity>()));
        services.AddSingleton(provider => DockerEngine.Connect(provider.GetRequiredService<SandboxOptions>()));
        services.AddSingleton<IGatewayNetwork>(provider => Create<DockerSandboxNetwork, LoopbackNetwork, IGatewayNetwork>(provider));
        services.AddSingleton<ISandboxProvider>(provider => Create<DockerSandboxProvider, ProcessSandboxProvider, ISandboxProvider>(provider));
        services.AddSingleton<CleanSandboxes>();
        services.AddSingleton<TaskSlots>().AddSingleton<StepMarks>().AddSingleton<SlotActivities>().AddSingleton<SandboxActivities>();
        services.AddHostedService<IdleSlots>();
        services.AddHostedService<SandboxSweeper>();
        services.AddHostedService<SandboxDiskWatch>();
        return services;
    }

    private static T Create<TDocker, TProcess, T>(IServiceProvider provider)
        where T : class
        where TDocker : class, T
        where TProcess : class, T =>
        provider.GetRequiredService<SandboxOptions>().Kind == SandboxKind.Docker
            ? ActivatorUtilities.CreateInstance<TDocker>(provider)
            : ActivatorUtilities.CreateInstance<TProcess>(provider);
}
