using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Tasks;
using SlackNet;
using SlackNet.AspNetCore;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack;

/// <summary>Registers Slack: the API for all who post, the handlers for what comes in.</summary>
public static class SlackServiceCollectionExtensions
{
    private const string HttpClientName = "slack";

    // Slack answers in well under a second, or is not well.
    private static readonly TimeSpan _httpTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Registers <see cref="ISlackApiClient"/>. A 429 is thrown as <see cref="SlackRateLimitException"/>: who calls knows how long it may wait.</summary>
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

    /// <summary>Registers what takes commands, clicks and events. Needs the options, a Temporal client and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Whether to use Socket Mode is decided before anything runs.</param>
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

        // One client for all who post and all who answer.
        services.RemoveAll<ISlackApiClient>();
        services.AddSlackApi();

        services.AddSingleton<ITaskClient, TaskClient>();
        services.AddSingleton<Approvers>().AddSingleton<UserGroups>().AddSingleton<Decisions>();
        services.AddSingleton<Failures>().AddSingleton<EphemeralAnswers>();
        services.AddSingleton<Deliveries>().AddSingleton<SlackMetrics>().AddSingleton<EventEndpoint>();
        services.AddSingleton<ReplyHandler>().AddSingleton<TaskThreads>().AddSingleton<BotIdentity>();
        services.AddSingleton<FixCommand>().AddSingleton<ChannelMembership>().AddSingleton<StatusCommand>().AddSingleton<ListCommand>().AddSingleton<DecideCommands>().AddSingleton<ChannelTasks>();
        services.AddSingleton<CommandParser>();
        services.AddSingleton(repositories);
        return services;
    }

    /// <summary>Takes Slack's requests by HTTP. In Socket Mode there is nothing to take.</summary>
    public static WebApplication MapSlack(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SlackOptions>().UsesSocketMode)
        {
            return app;
        }

        app.UseMiddleware<SignedRequests>();
        app.UseSlackNet(endpoints => endpoints.MapToPrefix(SlackEndpoint.Prefix));
        return app;
    }
}
