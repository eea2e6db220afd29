using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Reviews;

namespace SlackClaudeBot.Workflows.Tests.Reviews;

public sealed class TaskInboxTests
{
    private static readonly DateTime _now = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    private readonly TaskInbox _inbox = new();

    [Theory]
    [InlineData("fix", 1)]
    [InlineData("plan", 2)]
    public void A_signal_for_another_stage_or_attempt_is_ignored(string stage, int attempt)
    {
        var review = Open(attempt: 2);

        _inbox.Receive(new Approve("a1", "U1", stage, attempt), _now);
        _inbox.Receive(new Reject("r1", "U1", stage, attempt, "no"), _now);

        Assert.Null(review.Decision);
    }

    [Fact]
    public void A_signal_that_was_seen_is_ignored()
    {
        var first = Open(attempt: 1);
        _inbox.Receive(new Reject("r1", "U1", "fix", 1, "again", CanBeUndone: true), _now);
        _inbox.Receive(new Undo("u1", "U1", "r1"));

        _inbox.Receive(new Reject("r1", "U1", "fix", 1, "again", CanBeUndone: true), _now);

        Assert.Empty(first.Feedback);
    }

    [Fact]
    public void The_same_click_decides_no_second_review()
    {
        Open(attempt: 1);
        _inbox.Receive(new Approve("a1", "U1", "fix", 1), _now);
        var next = Open(attempt: 1);

        _inbox.Receive(new Approve("a1", "U1", "fix", 1), _now);

        Assert.Null(next.Decision);
    }

    [Fact]
    public void A_late_reply_becomes_a_note()
    {
        _inbox.Receive(new Reject("r1", "U1", "fix", 1, "and the tests?", CanBeUndone: true), _now);
        _inbox.Receive(new Answer("x1", "U1", "the second one"));
        _inbox.Receive(new Note("n1", "U2", "hurry"));

        Assert.Equal(["and the tests?", "the second one", "hurry"], _inbox.TakeNotes().Select(n => n.Text));
        Assert.Empty(_inbox.TakeNotes());
    }

    [Theory]
    [InlineData("U2", true, false, nameof(ReplyDisposition.Feedback))]
    [InlineData("U2", false, false, nameof(ReplyDisposition.Refused))]
    [InlineData("U1", false, false, nameof(ReplyDisposition.Refused))]
    [InlineData("U1", true, true, nameof(ReplyDisposition.Refused))]
    [InlineData("U2", true, true, nameof(ReplyDisposition.Feedback))]
    public void Feedback_needs_permission_to_decide(string by, bool mayDecide, bool notOnOwn, string fate)
    {
        var review = Open(attempt: 1);

        Assert.Equal(fate, _inbox.Receive(Reply("r1", "again", by, mayDecide, notOnOwn), "U1", _now).ToString());
        Assert.Equal(fate == nameof(ReplyDisposition.Feedback) ? 1 : 0, review.Feedback.Count);
    }

    [Theory]
    [InlineData("U1", nameof(ReplyDisposition.Answer), nameof(ReplyDisposition.Note))]
    [InlineData("U9", nameof(ReplyDisposition.Refused), nameof(ReplyDisposition.Refused))]
    public void To_answer_and_to_note_whose_task_it_is_may_too(string by, string asked, string working)
    {
        _inbox.Question = new Question("Which one?", _now, TimeSpan.FromHours(1));
        Assert.Equal(asked, _inbox.Receive(Reply("r1", "the first", by, mayDecide: false, notOnOwn: true), "U1", _now).ToString());
        _inbox.Question = null;
        Assert.Equal(working, _inbox.Receive(Reply("r2", "hurry", by, mayDecide: false, notOnOwn: true), "U1", _now).ToString());
    }

    [Fact]
    public void A_repeated_reply_counts_once_and_surplus_replies_become_notes()
    {
        Open(attempt: 1);
        Assert.Equal(ReplyDisposition.Feedback, _inbox.Receive(Reply("r0", "one"), "U1", _now));
        Assert.Equal(ReplyDisposition.Ignored, _inbox.Receive(Reply("r0", "one"), "U1", _now));
        for (var i = 1; i < Review.MaxFeedbackCount; i++)
        {
            _inbox.Receive(Reply($"r{i}", "more"), "U1", _now);
        }

        Assert.Equal(ReplyDisposition.Note, _inbox.Receive(Reply("last", "and this"), "U1", _now));
        Assert.Equal("and this", Assert.Single(_inbox.TakeNotes()).Text);
    }

    [Fact]
    public void Praise_counts_only_while_a_review_waits()
    {
        Assert.Equal(ReplyDisposition.Ignored, _inbox.Receive(Reply("r1", "nice") with { IsPraise = true }, "U1", _now));
        Open(attempt: 1);
        Assert.Equal(ReplyDisposition.Praise, _inbox.Receive(Reply("r2", "nice") with { IsPraise = true }, "U1", _now));
        Assert.Empty(_inbox.TakeNotes());
    }

    [Fact]
    public void The_first_answer_counts_and_the_next_becomes_a_note()
    {
        var question = new Question("Which one?", _now, TimeSpan.FromHours(1));
        _inbox.Question = question;

        _inbox.Receive(new Answer("x1", "U1", " "));
        _inbox.Receive(new Answer("x2", "U1", "the first"));
        _inbox.Receive(new Answer("x3", "U2", "no, the second"));

        Assert.Equal("the first", question.Answer!.Text);
        Assert.Equal("no, the second", Assert.Single(_inbox.TakeNotes()).Text);
    }

    [Fact]
    public void Review_changes_decides_the_pending_review_or_question()
    {
        var review = Open(attempt: 2);
        _inbox.Receive(new ReviewChanges(true), _now);
        Assert.Equal((DecisionKind.Approved, null), (review.Decision!.Kind, review.Decision.By));

        var next = Open(attempt: 3);
        _inbox.Receive(new ReviewChanges(false, "shorter"), _now);
        Assert.Equal((DecisionKind.Rejected, "shorter", null), (next.Decision!.Kind, next.Decision.Feedback, next.Decision.By));

        var question = new Question("Which one?", _now, TimeSpan.FromHours(1));
        (_inbox.Review, _inbox.Question) = (null, question);
        _inbox.Receive(new ReviewChanges(false, "the first"), _now);
        Assert.Equal("the first", question.Answer!.Text);
    }

    [Fact]
    public void Feedback_after_the_decision_is_a_note_for_the_next_attempt()
    {
        var review = Open(1);
        _inbox.Receive(new Reject("r1", "U1", "fix", 1, "handle null"), _now);
        _inbox.Receive(new Reject("r2", "U2", "fix", 1, "and round down"), _now);

        Assert.Equal("handle null", review.Decision!.Feedback);
        Assert.Equal("and round down", Assert.Single(_inbox.TakeNotes()).Text);
    }

    [Fact]
    public void Nothing_waits_and_nothing_happens()
    {
        _inbox.Receive(new Approve("a1", "U1", "fix", 1), _now);
        _inbox.Receive(new Reject("r1", "U1", "fix", 1, null), _now);
        _inbox.Receive(new Undo("u1", "U1", "r1"));
        _inbox.Receive(new ReviewChanges(true), _now);

        Assert.Empty(_inbox.TakeNotes());
    }

    [Fact]
    public void Notes_are_bounded_and_the_latest_kept()
    {
        for (var i = 0; i < 2000; i++)
        {
            _inbox.Receive(new Note($"n{i}", "U1", $"note {i} {new string('x', 10_000)}"));
        }

        var notes = _inbox.TakeNotes();
        Assert.StartsWith("note 1999 ", notes[^1].Text, StringComparison.Ordinal);
        Assert.True(notes.Sum(n => n.Text.Length) <= 50 * 4000);
    }

    private static TaskReply Reply(string id, string text, string by = "U2", bool mayDecide = true, bool notOnOwn = false) =>
        new(id, by, text, false, new ReplyPermissions(mayDecide, notOnOwn, "anybody"), "C1/1", $"C1/{id}");

    private Review Open(int attempt) => _inbox.Review =
        new Review(new ReviewTerms(Attempts.Key(attempt), false, true, TimeSpan.FromHours(24), TimeSpan.FromSeconds(10)), _now);
}
