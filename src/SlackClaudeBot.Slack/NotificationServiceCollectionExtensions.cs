using Microsoft.Extensions.DependencyInjection.Extensions;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Foundation.Progress;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Diffs;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Slack;

/// <summary>Registers what shows tasks in Slack. Needs an <c>ISlackApiClient</c>, <see cref="SlackOptions"/>, a <see cref="DataDirectory"/> and an artifact store.</summary>
public static class NotificationServiceCollectionExtensions
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NotificationOptions>();
        services.TryAddSingleton<LinkSecret>();
        services.TryAddSingleton<DiffLinks>();
        services.TryAddSingleton<SlackMessages>();
        services.TryAddSingleton<CardEdits>();
        services.TryAddSingleton<ThreadLookUp>();
        services.TryAddSingleton<ReviewMentions>();
        services.TryAddSingleton<ITaskClient, TaskClient>();
        services.TryAddSingleton<ITaskProgress, CardProgress>();
        services.TryAddSingleton<TaskEventActivities>();
        return services;
    }
}
