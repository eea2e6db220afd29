using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Notifications;

/// <summary>Shows people what a workflow does. Every post carries a key, so that a retry finds the message of the attempt before.</summary>
public interface INotificationActivities
{
    /// <summary>Posts the task's root message, or finds it.</summary>
    [Activity]
    Task<MessageAddress> PostTaskCardAsync(TaskCard card);

    /// <summary>Edits the root message.</summary>
    [Activity]
    Task UpdateTaskCardAsync(MessageAddress message, TaskCard card);

    /// <summary>Posts a stage attempt's summary with its buttons in the task's thread, or finds it.</summary>
    [Activity]
    Task<MessageAddress> PostStageSummaryAsync(MessageAddress root, StageSummary summary);

    /// <summary>Edits it: after a decision it shows who and when, without buttons.</summary>
    [Activity]
    Task UpdateStageSummaryAsync(MessageAddress message, StageSummary summary);

    /// <summary>Posts a line or a question in the task's thread, or finds it.</summary>
    [Activity]
    Task<MessageAddress> PostThreadMessageAsync(MessageAddress root, ThreadMessage message);

    /// <summary>Edits such a line, for example to take its Undo button away.</summary>
    [Activity]
    Task UpdateThreadMessageAsync(MessageAddress message, ThreadMessage content);

    /// <summary>Puts an emoji under a reply: it was noted.</summary>
    [Activity]
    Task AddNotedReactionAsync(MessageAddress reply);

    /// <summary>Looks up what people call themselves in Slack, and the address of the task's thread. What Slack does not tell is left out.</summary>
    [Activity]
    Task<ThreadFacts> LookUpThreadAsync(MessageAddress root, IReadOnlyList<string> users);

    /// <summary>Posts something that only one person sees.</summary>
    [Activity]
    Task PostEphemeralAsync(EphemeralMessage message);
}
