using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Api;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Identity;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Inbound.SocketMode;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Tasks;
using SlackNet;
using SlackNet.AspNetCore;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack;

/// <summary>Registers the client of Slack's API and the handlers of inbound requests.</summary>
public static class SlackServiceCollectionExtensions
{
    // Slack usually answers in well under a second.
    private static readonly TimeSpan _httpTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Registers <see cref="ISlackApiClient"/>. It throws <see cref="SlackRateLimitException"/> on a 429: the callers know how long they may wait.</summary>
    public static IServiceCollection AddSlackApi(this IServiceCollection services)
    {
        services.AddHttpClient(SlackApiClientFactory.HttpClientName, client => client.Timeout = _httpTimeout)
            .AddHttpMessageHandler(provider => new SlackHttpHandler(provider.GetRequiredService<SlackOptions>()));
        services.TryAddSingleton<SlackApiClientFactory>();
        services.TryAddSingleton<ISlackApiClient>(provider =>
            provider.GetRequiredService<SlackApiClientFactory>().Create(provider.GetRequiredService<SlackOptions>().BotToken));
        return services;
    }

    /// <summary>Registers the handlers of commands, clicks and events. Needs the options, a Temporal client and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Decides whether to use Socket Mode.</param>
    /// <param name="repositories">Reads the names of repositories that people type.</param>
    public static IServiceCollection AddSlackInbound(this IServiceCollection services, SlackOptions options, RepositoryNames repositories)
    {
        // SlackNet finds the handler of a request. Signatures, acknowledgements and Socket Mode are the program's own.
        services.AddSlackNet(slack => slack
            .UseApiToken(options.BotToken).UseUrlBuilder<SlackApiUrls>().UseLogger<SlackNetLog>().UseJsonSettings<InboundJsonSettings>()
            .RegisterSlashCommandHandler<ClaudeCommandHandler>("/claude")
            .RegisterBlockActionHandler<ButtonAction, ApproveButton>(ActionIds.Approve)
            .RegisterBlockActionHandler<ButtonAction, RetryButton>(ActionIds.Retry)
            .RegisterBlockActionHandler<ButtonAction, RejectButton>(ActionIds.Reject)
            .RegisterBlockActionHandler<ButtonAction, CancelButton>(ActionIds.Cancel)
            .RegisterBlockActionHandler<ButtonAction, UndoButton>(ActionIds.Undo)
            .RegisterViewSubmissionHandler<RejectModalHandler>(ActionIds.RejectModal)
            .RegisterEventHandler<EventDelivery>());

        // One client for the whole program.
        services.RemoveAll<ISlackApiClient>();
        services.AddSlackApi();

        services.AddSingleton<ITaskClient, TaskClient>();
        services.AddSingleton<Approvers>().AddSingleton<UserGroups>().AddSingleton<HomeUsers>().AddSingleton<Decisions>();
        services.AddSingleton<Failures>().AddSingleton<EphemeralAnswers>();
        services.AddSingleton<DeliveryDeduplicator>().AddSingleton<SlackMetrics>().AddSingleton<SlackRequests>().AddSingleton(SlackNetPipeline.Create);
        if (options.UsesSocketMode)
        {
            services.AddSingleton<ISlackSockets, SlackSockets>().AddSingleton<Envelopes>().AddSingleton<SocketModeConnections>();
            services.AddSingleton<ISocketMode>(provider => provider.GetRequiredService<SocketModeConnections>());
            services.AddHostedService(provider => provider.GetRequiredService<SocketModeConnections>());
        }

        services.AddSingleton<ClaudeCommandHandler>().AddSingleton<ThreadCommands>().AddSingleton<Workspace>();
        services.TryAddSingleton<IRepositoryLookup, NoRepositoryLookup>();
        services.AddSingleton<RepositoryCheck>().AddSingleton<CardLinks>();
        services.AddSingleton<ReplyHandler>().AddSingleton<TaskThreads>().AddSingleton<BotIdentity>();
        services.AddSingleton<StartCommand>().AddSingleton<ChannelMembership>().AddSingleton<StatusCommand>().AddSingleton<ListCommand>().AddSingleton<DecideCommands>().AddSingleton<ChannelTasks>();
        services.AddSingleton<CommandParser>();
        services.AddSingleton(repositories);
        return services;
    }

    /// <summary>Maps the endpoints of Slack's requests. In Socket Mode there are none.</summary>
    public static WebApplication MapSlack(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SlackOptions>().UsesSocketMode)
        {
            return app;
        }

        app.UseMiddleware<SignatureVerificationMiddleware>();
        return app;
    }
}
