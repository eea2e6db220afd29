using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Identity;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Tasks;
using SlackNet.AspNetCore;
using SlackNet.Blocks;
using SlackNet;

namespace SlackClaudeBot.Slack;

/// <summary>Registers Slack: the API client and the handlers of requests.</summary>
public static class SlackServiceCollectionExtensions
{
    private const string HttpClientName = "slack";

    // Slack usually answers within a second.
    private static readonly TimeSpan _httpTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Registers <see cref="ISlackApiClient"/>. A 429 is thrown as <see cref="SlackRateLimitException"/>: the caller knows how long it may wait.</summary>
    public static IServiceCollection AddSlackApi(this IServiceCollection services)
    {
        services.AddHttpClient(HttpClientName, client => client.Timeout = _httpTimeout);
        services.TryAddSingleton<ISlackApiClient>(provider => new SlackApiClient(
            Default.Http(getHttpClient: () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName)),
            new SlackApiUrls(provider.GetRequiredService<SlackOptions>()),
            Default.JsonSettings(),
            provider.GetRequiredService<SlackOptions>().BotToken)
        {
            DisableRetryOnRateLimit = true,
        });
        return services;
    }

    /// <summary>Registers the handlers of commands, clicks and events. Needs the options, a Temporal client and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Decides whether to use Socket Mode.</param>
    /// <param name="repositories">Reads the names of repositories that people type.</param>
    public static IServiceCollection AddSlackInbound(this IServiceCollection services, SlackOptions options, RepositoryNames repositories)
    {
        services.AddSlackNet(slack =>
        {
            slack.UseApiToken(options.BotToken).UseUrlBuilder<SlackApiUrls>().UseLogger<SlackNetLog>()
                .RegisterSlashCommandHandler<ClaudeCommandHandler>("/claude")
                .RegisterBlockActionHandler<ButtonAction, ApproveButton>(ActionIds.Approve)
                .RegisterBlockActionHandler<ButtonAction, RejectButton>(ActionIds.Reject)
                .RegisterBlockActionHandler<ButtonAction, CancelButton>(ActionIds.Cancel)
                .RegisterBlockActionHandler<ButtonAction, UndoButton>(ActionIds.Undo)
                .RegisterViewSubmissionHandler<RejectModalHandler>(ActionIds.RejectModal)
                .RegisterEventHandler<EventDelivery>();
            if (options.UsesSocketMode)
            {
                slack.UseAppLevelToken(options.AppToken!).UseSocketMode(true);
            }
        });
        // The event endpoint asks for it by its own type.
        services.TryAddScoped<EventDelivery>();

        // One client for all.
        services.RemoveAll<ISlackApiClient>();
        services.AddSlackApi();

        services.AddSingleton<ITaskClient, TaskClient>();
        services.AddSingleton<Approvers>().AddSingleton<UserGroups>().AddSingleton<HomeUsers>().AddSingleton<Decisions>();
        services.AddSingleton<Failures>().AddSingleton<EphemeralAnswers>();
        services.AddSingleton<DeliveryDeduplicator>().AddSingleton<SlackMetrics>().AddSingleton<EventEndpoint>();
        services.AddSingleton<ClaudeCommandHandler>().AddSingleton<ThreadCommands>().AddSingleton<Workspace>();
        services.TryAddSingleton<IRepositoryLookup, NoRepositoryLookup>();
        services.AddSingleton<RepositoryCheck>().AddSingleton<CardLinks>();
        services.AddSingleton<ReplyHandler>().AddSingleton<TaskThreads>().AddSingleton<BotIdentity>();
        services.AddSingleton<FixCommand>().AddSingleton<ChannelMembership>().AddSingleton<StatusCommand>().AddSingleton<ListCommand>().AddSingleton<DecideCommands>().AddSingleton<ChannelTasks>();
        services.AddSingleton<CommandParser>();
        services.AddSingleton(repositories);
        return services;
    }

    /// <summary>Maps Slack's endpoints. In Socket Mode there are none.</summary>
    public static WebApplication MapSlack(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SlackOptions>().UsesSocketMode)
        {
            return app;
        }

        app.UseMiddleware<SignatureVerificationMiddleware>();
        app.UseSlackNet(endpoints => endpoints.MapToPrefix(SlackEndpoint.Prefix));
        return app;
    }
}
