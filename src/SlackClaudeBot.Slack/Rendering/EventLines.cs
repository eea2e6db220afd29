using System.Globalization;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>The words for events that are lines in the task's thread.</summary>
public static class EventLines
{
    /// <summary>The line of an event; null if it has none.</summary>
    public static ThreadMessage? For(string workflowId, TaskEvent taskEvent) => taskEvent switch
    {
        QuestionAsked question => new(workflowId, ThreadMessageKind.Question, question.Text, Mention: question.Requester),
        QuestionAnswered question => new(workflowId, ThreadMessageKind.Answered, question.Text, Mention: question.By),
        ReminderDue { Turn: null } reminder => new(workflowId, ThreadMessageKind.Reminder, ReminderText.ForReview(reminder.Left), Mention: reminder.Requester),
        ReminderDue reminder => new(workflowId, ThreadMessageKind.Reminder, ReminderText.ForAnswer(reminder.Left), Mention: reminder.Requester),
        FeedbackTaken feedback => new(workflowId, ThreadMessageKind.FeedbackTaken, Taken(feedback.Attempt), feedback.Id) { UndoUntil = feedback.UndoUntil },
        FeedbackKept feedback => new(workflowId, ThreadMessageKind.FeedbackTaken, Taken(feedback.Attempt)),
        FeedbackUndone feedback => new(workflowId, ThreadMessageKind.Note, "Feedback taken back.", Mention: feedback.By),
        DecisionIgnored decision => new(workflowId, ThreadMessageKind.Note, decision.Explanation, Mention: decision.By),
        TaskEnded ended => For(workflowId, ended),
        _ => null,
    };

    /// <summary>What the author of a reply reads, as mrkdwn; null if nothing has to be said.</summary>
    public static string? ForAuthor(ReplyReceived reply) => reply?.TakenAs switch
    {
        ReplyDisposition.Praise => "Glad you like it. A reply is feedback, so I did nothing with this one: click Approve above to open the pull request.",
        ReplyDisposition.Refused => $"That is not yours to decide, so I did not take it. Those who may: {reply.Approvers}. The task is still waiting.",
        _ => null,
    };

    private static string Taken(AttemptKey attempt) => string.Create(CultureInfo.InvariantCulture, $"Taken as feedback for attempt {attempt.Attempt + 1}.");

    /// <summary>Editing the card notifies no one, so the line mentions the requester, unless they ended the task themselves.</summary>
    private static ThreadMessage? For(string workflowId, TaskEnded ended)
    {
        var task = ended.Task;
        if (ended.By == task.Requester)
        {
            return null;
        }

        var text = task switch
        {
            { Status: WorkStatus.Completed, PullRequests.Count: > 0 } =>
                "Done: " + string.Join(", ", task.PullRequests.Select(p => $"{p.Repository}#{p.Number} {p.Url}")),
            { Status: WorkStatus.Expired } =>
                $"Nobody answered or decided in time, so this task has expired and its work is gone. Ask again with {TaskKinds.Get(task.Kind).Command}.",
            { Status: WorkStatus.Cancelled or WorkStatus.Rejected } when ended.By is not null => task.Detail ?? "Ended.",
            { Status: WorkStatus.Failed } => "This task failed. " + ended.Error,
            _ => task.Detail ?? "Done.",
        };
        return new(workflowId, task.Status == WorkStatus.Completed ? ThreadMessageKind.Ended : ThreadMessageKind.Failed, text, Mention: task.Requester, By: ended.By);
    }
}
