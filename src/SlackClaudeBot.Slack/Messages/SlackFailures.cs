using System.Net;
using SlackClaudeBot.Workflows.Contracts;
using SlackNet;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>Maps a failed call of Slack to the failure of its activity: retried when Slack says so, or never.</summary>
public static class SlackFailures
{
    /// <summary>Slack's errors that no retry changes. See https://docs.slack.dev/reference/methods/chat.postMessage#errors</summary>
    private static readonly Dictionary<string, string> _final = new(StringComparer.Ordinal)
    {
        ["channel_not_found"] = "the bot cannot see this channel; invite it with /invite",
        ["not_in_channel"] = "the bot is not in this channel; invite it with /invite",
        ["is_archived"] = "the channel is archived",
        ["restricted_action"] = "the workspace does not let the bot post in this channel",
        ["restricted_action_read_only_channel"] = "the workspace does not let the bot post in this channel",
        ["restricted_action_non_threadable_channel"] = "the workspace does not let the bot post in threads of this channel",
        ["restricted_action_thread_only_channel"] = "the workspace does not let the bot post in this channel outside of threads",
        ["restricted_action_thread_locked"] = "the thread is locked",
        ["thread_not_found"] = "the message that the thread hung on was deleted",
        ["invalid_thread_ts"] = "the message that the thread hung on is not one of this channel",
        ["cannot_reply_to_message"] = "the message takes no replies",
        ["user_not_in_channel"] = "the person has left the channel",
        ["too_many_reactions"] = "the message has as many reactions as Slack takes",
        ["invalid_auth"] = "SLACK_BOT_TOKEN is not valid",
        ["not_authed"] = "SLACK_BOT_TOKEN is not set",
        ["account_inactive"] = "the app was removed from the workspace",
        ["token_revoked"] = "SLACK_BOT_TOKEN was revoked",
        ["token_expired"] = "SLACK_BOT_TOKEN has expired",
        ["missing_scope"] = "the app lacks a scope; install it again with the current manifest.yml",
        ["missing_argument"] = "the app is installed for an organization, and Slack did not say for which workspace it asks; install it in the workspace",
        ["team_access_not_granted"] = "the organization did not give the app access to this workspace",
        ["no_permission"] = "the app may not do this; install it again with the current manifest.yml",
        ["no_such_subteam"] = "APPROVERS names a user group that does not exist",
        ["message_not_found"] = "the message was deleted",
        ["cant_update_message"] = "the message is not the bot's",
        ["edit_window_closed"] = "the workspace does not let messages be edited any more",
        ["invalid_blocks"] = "Slack does not take the message's blocks",
        ["invalid_arguments"] = "Slack does not take the message",
        ["msg_too_long"] = "the message is too long",
        ["msg_blocks_too_long"] = "the message's blocks are too long",
    };

    /// <summary>The failure to throw from an activity; null if the exception is not about Slack.</summary>
    public static ApplicationFailureException? ToActivityFailure(Exception exception) => exception switch
    {
        SlackRateLimitException limited => Transient(limited, "Slack asks the bot to wait", limited.RetryAfter ?? TimeSpan.FromSeconds(1)),
        SlackException { ErrorCode: "ratelimited" or "rate_limited" } limited => Transient(limited, "Slack asks the bot to wait", TimeSpan.FromSeconds(30)),
        SlackException { ErrorCode: { } code } refused when _final.TryGetValue(code, out var meaning) =>
            new ApplicationFailureException($"Slack refused ({code}): {meaning}.", refused, FailureTypes.InvalidRequest, nonRetryable: true),
        SlackException failed => Transient(failed, $"Slack answered {failed.ErrorCode}"),
        HttpRequestException { StatusCode: { } status } failed when status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not HttpStatusCode.RequestTimeout => new ApplicationFailureException(
                $"Slack answered HTTP {(int)status}.", failed, FailureTypes.InvalidRequest, nonRetryable: true),
        HttpRequestException { StatusCode: { } status } failed => Transient(failed, $"Slack answered HTTP {(int)status}"),
        HttpRequestException unreachable => Transient(unreachable, "Slack cannot be reached"),
        TimeoutException silent => Transient(silent, "Slack does not answer"),
        _ => null,
    };

    private static ApplicationFailureException Transient(Exception cause, string what, TimeSpan? retryAfter = null) =>
        new($"{what}; it will be tried again.", cause, errorType: "SlackUnavailable", nextRetryDelay: retryAfter);
}
