using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using SlackClaudeBot.Activities.Artifacts;
using SlackClaudeBot.Activities.Composition;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Hosting.Health;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Slack;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Diffs;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Slack.Tokens;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Telemetry;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Kinds;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;
using Temporalio.Worker.Tuning;

namespace SlackClaudeBot.Hosting;

/// <summary>Puts the program together.</summary>
internal static class Composition
{
    /// <summary>More tasks than people decide on at once.</summary>
    private const int MaxReturningTasks = 1000;

    /// <summary>Tasks that get a slot are rare.</summary>
    private const int WaitingPolls = 2;

    /// <summary>Registers every part that this process's roles need.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="settings">Bound and valid.</param>
    /// <param name="data">The data directory of this process.</param>
    /// <param name="endpoint">The Temporal service.</param>
    public static void AddSlackClaudeBot(this WebApplicationBuilder builder, BotSettings settings, DataDirectory data, TemporalEndpoint endpoint)
    {
        var bot = settings.Get<BotOptions>();
        builder.Logging.ClearProviders().AddBotConsole(bot.LogLevel);
        builder.WebHost.UseUrls(bot.Listen.GetLeftPart(UriPartial.Authority)).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = bot.ShutdownTimeout;

            // Stopped one after the other, workers would take new work while an acknowledgement to Slack is delayed.
            host.ServicesStopConcurrently = true;
        });

        settings.AddTo(builder.Services);
        builder.AddTelemetry(settings.Get<TelemetryOptions>());
        builder.Services.AddSingleton(data).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ITemporalClient>(services =>
            TemporalClient.CreateLazy(TemporalConnection.For(settings.Get<TemporalOptions>(), endpoint.Address, services.GetRequiredService<ILoggerFactory>(), endpoint.Token)));
        builder.Services.AddSingleton<TemporalHealth>().AddSingleton<BotTokenHealth>().AddHostedService<SlackConnectionCheck>();
        var health = builder.Services.AddHealthChecks()
            .AddCheck<TemporalHealth>("temporal", tags: [TemporalHealth.Ready])
            .AddCheck<BotTokenHealth>("slack", tags: [TemporalHealth.Ready]);
        if (endpoint.Embedded is { } embedded)
        {
            builder.Services.AddSingleton(services => new EmbeddedTemporalHealth(embedded, services.GetRequiredService<TimeProvider>()));
            health.AddCheck<EmbeddedTemporalHealth>("histories", tags: [TemporalHealth.Ready]);
        }

        builder.Services.AddArtifactsAndNotifications();
        if (bot.IsWeb)
        {
            var gitHub = settings.Get<GitHubOptions>();
            builder.Services.AddGitHub().AddSingleton<IRepositoryLookup, GitHubRepositoryLookup>();
            builder.Services.AddSlackInbound(settings.Get<SlackOptions>(), new RepositoryNames(new Uri(gitHub.Url), gitHub.Owner));
            if (settings.Get<SlackOptions>().UsesSocketMode)
            {
                health.AddCheck<SocketModeHealth>("socket mode", tags: [TemporalHealth.Ready]);
            }
        }
        else
        {
            builder.Services.AddSlackApi();
        }

        if (bot.IsWorker)
        {
            builder.Services.AddWorkers(settings, data);
            builder.Services.AddSingleton<SandboxHealth>().AddHostedService<SandboxWarning>();
            health.AddCheck<SandboxHealth>("sandboxes", tags: [TemporalHealth.Ready]);
        }
    }

    /// <summary>Maps every endpoint.</summary>
    public static void UseSlackClaudeBot(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(TemporalHealth.Ready),
            ResponseWriter = HealthReportText.WriteAsync,
        });
        app.MapWholeDiffs();
        if (app.Services.GetRequiredService<BotOptions>().IsWeb)
        {
            app.MapSlack();
        }
    }

    private static void AddArtifactsAndNotifications(this IServiceCollection services) => services.AddArtifacts().AddNotifications();

    private static void AddWorkers(this IServiceCollection services, BotSettings settings, DataDirectory data)
    {
        var temporal = settings.Get<TemporalOptions>();
        services.AddSingleton<IOpenTasks, OpenTasks>().AddSingleton<IWaitingTasks, WaitingTasks>().AddHostedService<ArtifactSweeper>();
        services.AddSandboxes(temporal.TaskQueue).AddModelGateway().AddGitHub().AddRepositories().AddAgents().AddTestRuns().AddTaskMetrics();

        // Activities that must run beside a sandbox go to the queue of its host; any host may run the others.
        var hostQueue = new HostTaskQueue(temporal.TaskQueue, HostIdentity.Load(data)).Name;
        services.AddWorker(temporal.TaskQueue, settings).AddWorkflow<BugFixWorkflow>();
        services.AddWorker(hostQueue, settings).ConfigureOptions().Configure<TaskSlots, StepMarks>((options, slots, marks) =>
        {
            // Every task at work can take its next step, however busy the others are.
            options.MaxConcurrentActivities += slots.Count;
            options.Interceptors = [.. options.Interceptors ?? [], marks];
        });

        // Here tasks wait for room: those that have no sandbox in Temporal's queue, those that return to one in this process.
        services.AddHostedTemporalWorker(WorkQueues.Waiting(temporal.TaskQueue))
            .AddSingletonActivities<SandboxActivities>()
            .ConfigureOptions().Configure<TaskSlots>((options, slots) =>
            {
                var other = new FixedSizeSlotSupplier(1);
                options.Tuner = new WorkerTuner(other, new RoomOnHost(slots), other, other);
                options.MaxConcurrentActivityTaskPolls = WaitingPolls;
                ConfigureWorker(options, settings);
            });
        services.AddHostedTemporalWorker(WorkQueues.Waiting(hostQueue))
            .AddSingletonActivities<SlotActivities>()
            .ConfigureOptions(options =>
            {
                options.MaxConcurrentActivities = MaxReturningTasks;
                options.MaxConcurrentActivityTaskPolls = WaitingPolls;
                ConfigureWorker(options, settings);
            });
    }

    private static ITemporalWorkerServiceOptionsBuilder AddWorker(this IServiceCollection services, string taskQueue, BotSettings settings)
    {
        var temporal = settings.Get<TemporalOptions>();
        return services.AddHostedTemporalWorker(taskQueue)
            .AddActivities(services)
            .ConfigureOptions(options =>
            {
                options.MaxConcurrentActivities = temporal.MaxActivities;
                options.MaxConcurrentWorkflowTasks = temporal.MaxWorkflowTasks;
                ConfigureWorker(options, settings);
            });
    }

    private static void ConfigureWorker(TemporalWorkerServiceOptions options, BotSettings settings)
    {
        options.Interceptors = [new ActivityTracing()];

        // The response to a heartbeat tells an activity that it is cancelled: people who click Cancel wait for it.
        options.MaxHeartbeatThrottleInterval = TimeSpan.FromSeconds(2);
        options.DefaultHeartbeatThrottleInterval = TimeSpan.FromSeconds(2);

        // Half of the shutdown time is for activities to complete, the other half for them to be requeued.
        options.GracefulShutdownTimeout = settings.Get<BotOptions>().ShutdownTimeout / 2;
    }
}
