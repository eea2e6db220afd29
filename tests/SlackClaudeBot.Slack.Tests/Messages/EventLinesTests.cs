using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Messages;

public sealed class EventLinesTests
{
    private const string WorkflowId = "fix-1a2b3c4d5e";

    [Fact]
    public void Feedback_says_for_which_attempt_it_is_and_can_be_undone_while_its_time_lasts()
    {
        var taken = Line(new FeedbackTaken(Samples.Key, "Ev42", Samples.StartedAt));
        var kept = Line(new FeedbackKept(Samples.Key, "Ev42"));
        var undone = Line(new FeedbackUndone(Samples.Key, "Ev42", "U2"));

        Assert.Equal((ThreadMessageKind.FeedbackTaken, "Taken as feedback for attempt 2.", "Ev42", Samples.StartedAt), (taken.Kind, taken.Text, taken.Value, taken.UndoUntil));
        Assert.Equal((taken.Kind, taken.Text, null, null), (kept.Kind, kept.Text, kept.Value, kept.UndoUntil));
        Assert.Equal((ThreadMessageKind.Note, "Feedback taken back.", null, "U2"), (undone.Kind, undone.Text, undone.Value, undone.Mention));
    }

    [Fact]
    public void A_question_mentions_the_requester_and_its_answer_the_person_who_gave_it()
    {
        var asked = Line(new QuestionAsked(Samples.Key, 1, "Which currency?", "U1"));
        var answered = Line(new QuestionAnswered(Samples.Key, 1, "Which currency?", "U2"));

        Assert.Equal((ThreadMessageKind.Question, "Which currency?", "U1"), (asked.Kind, asked.Text, asked.Mention));
        Assert.Equal((ThreadMessageKind.Answered, "Which currency?", "U2"), (answered.Kind, answered.Text, answered.Mention));
    }

    [Theory]
    [InlineData(null, 86_400, "This is still waiting for a decision. It expires in 24 hours.")]
    [InlineData(null, 600, "This is still waiting for a decision. It expires in 10 minutes.")]
    [InlineData(1, 30, "The agent's question is still waiting for an answer. It expires in 30 seconds.")]
    public void A_reminder_says_what_waits_and_how_long_it_still_does(int? turn, int seconds, string said)
    {
        var line = Line(new ReminderDue(Samples.Key, turn, TimeSpan.FromSeconds(seconds), "U1"));

        Assert.Equal((ThreadMessageKind.Reminder, said, "U1"), (line.Kind, line.Text, line.Mention));
    }

    [Fact]
    public void A_decision_that_does_not_count_is_explained_to_the_person_who_made_it()
    {
        var line = Line(new DecisionIgnored(Samples.Key, "last:Ev42", "This was the last attempt.", "U2"));

        Assert.Equal((ThreadMessageKind.Note, "This was the last attempt.", "U2"), (line.Kind, line.Text, line.Mention));
    }

    [Theory]
    [InlineData(WorkStatus.Completed, null, ThreadMessageKind.Ended, "Some detail")]
    [InlineData(WorkStatus.Expired, null, ThreadMessageKind.Failed, "Nobody answered or decided in time, so this task has expired and its work is gone. Ask again with /claude fix.")]
    [InlineData(WorkStatus.Failed, null, ThreadMessageKind.Failed, "This task failed. Cloning failed.")]
    [InlineData(WorkStatus.Cancelled, "U0BOSS", ThreadMessageKind.Failed, "Some detail")]
    [InlineData(WorkStatus.Rejected, "U0BOSS", ThreadMessageKind.Failed, "Some detail")]
    [InlineData(WorkStatus.Cancelled, null, ThreadMessageKind.Failed, "Some detail")]
    public void The_end_mentions_the_requester_and_names_the_person_who_ended_the_task(WorkStatus status, string? by, ThreadMessageKind kind, string said)
    {
        var task = Samples.Plain.Card(status);

        var line = Line(new TaskEnded(task, status == WorkStatus.Failed ? "Cloning failed." : null, by));

        Assert.Equal((kind, said, task.Requester, by), (line.Kind, line.Text, line.Mention, line.By));
    }

    [Fact]
    public void A_completed_task_names_its_pull_requests()
    {
        var task = Samples.Plain.Card(WorkStatus.Completed) with { PullRequests = [new PullRequestReference("acme/shop", 7, "https://git.example/acme/shop/pull/7")] };

        Assert.Equal("Done: acme/shop#7 https://git.example/acme/shop/pull/7", Line(new TaskEnded(task, null, null)).Text);
    }

    private static ThreadMessage Line(TaskEvent taskEvent)
    {
        var line = EventLines.For(WorkflowId, taskEvent);
        Assert.NotNull(line);
        Assert.Equal(WorkflowId, line.WorkflowId);
        return line;
    }
}
