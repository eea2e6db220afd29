using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Reviews;

namespace SlackClaudeBot.Workflows.Tests.Reviews;

public sealed class ReviewTests
{
    private static readonly DateTime _opened = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Approving_decides_at_once()
    {
        var review = Open();

        review.Approve("U1", _opened.AddHours(1));

        Assert.Equal((DecisionKind.Approved, "U1", _opened.AddHours(1)), (review.Decision!.Kind, review.Decision.By, review.Decision.At));
        Assert.IsType<ReviewEvent.Decided>(Assert.Single(Events(review)));
    }

    [Fact]
    public void A_decision_is_final()
    {
        var review = Open();
        review.Approve("U1", _opened);

        review.Reject(Rejection("r1", "no"), _opened);
        review.Approve("U2", _opened.AddHours(1));
        review.Tick(_opened.AddDays(9));

        Assert.Equal((DecisionKind.Approved, "U1"), (review.Decision!.Kind, review.Decision.By));
    }

    [Fact]
    public void A_button_with_feedback_decides_at_once()
    {
        var review = Open();

        review.Reject(Rejection("r1", "use the service"), _opened);

        Assert.Equal((DecisionKind.Rejected, "use the service"), (review.Decision!.Kind, review.Decision.Feedback));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n ")]
    public void A_button_without_feedback_ends_it(string? feedback)
    {
        var review = Open();

        review.Reject(Rejection("r1", feedback), _opened);

        Assert.Equal(DecisionKind.Rejected, review.Decision!.Kind);
        Assert.Null(review.Decision.Feedback);
    }

    [Fact]
    public void A_thread_reply_waits_for_its_grace()
    {
        var review = Open();

        review.Reject(Reply("r1", "use the service"), _opened);
        review.Tick(_opened.AddSeconds(9));
        Assert.Null(review.Decision);
        Assert.Equal(DecisionKind.Rejected, review.Standing(_opened)!.Kind);
        Assert.Equal(TimeSpan.FromSeconds(1), review.UntilNextTick(_opened.AddSeconds(9)));

        review.Tick(_opened.AddSeconds(10));
        Assert.Equal("use the service", review.Decision!.Feedback);
    }

    [Fact]
    public void A_thread_reply_can_be_undone_while_its_grace_lasts()
    {
        var review = Open();
        review.Reject(Reply("r1", "use the service"), _opened);

        review.Undo(new Undo("u1", "U2", "r1"));
        review.Tick(_opened.AddHours(1));

        Assert.Null(review.Decision);
        Assert.Null(review.Standing(_opened));
        Assert.Collection(
            Events(review), e => Assert.IsType<ReviewEvent.FeedbackTaken>(e), e => Assert.Equal("U2", Assert.IsType<ReviewEvent.FeedbackUndone>(e).By));
    }

    [Fact]
    public void A_decision_cannot_be_undone()
    {
        var review = Open();
        review.Reject(Reply("r1", "use the service"), _opened);
        review.Tick(_opened.AddSeconds(10));

        review.Undo(new Undo("u1", "U2", "r1"));

        Assert.Equal(DecisionKind.Rejected, review.Decision!.Kind);
    }

    [Fact]
    public void Replies_add_up_and_each_restarts_the_grace_period()
    {
        var review = Open();
        review.Reject(Reply("r1", "first"), _opened);
        review.Reject(Reply("r2", "second"), _opened.AddSeconds(8));

        review.Tick(_opened.AddSeconds(12));
        Assert.Null(review.Decision);
        review.Tick(_opened.AddSeconds(18));

        Assert.Equal("first\n\nsecond", review.Decision!.Feedback);
    }

    [Fact]
    public void Undoing_one_of_two_replies_leaves_the_other()
    {
        var review = Open();
        review.Reject(Reply("r1", "first"), _opened);
        review.Reject(Reply("r2", "second"), _opened);

        review.Undo(new Undo("u1", "U2", "r1"));
        review.Tick(_opened.AddSeconds(10));

        Assert.Equal("second", review.Decision!.Feedback);
    }

    [Fact]
    public void No_other_decision_overtakes_feedback_and_its_author_is_told()
    {
        var review = Open();
        review.Reject(Reply("r1", "first"), _opened);

        review.Approve("U2", _opened.AddSeconds(1));
        review.Reject(new Reject("c1", "U3", "fix", 1, null), _opened.AddSeconds(2));

        Assert.Null(review.Decision);
        Assert.Equal(DecisionKind.Rejected, review.Standing(_opened)!.Kind);
        Assert.Equal(["U2", "U3"], Events(review).OfType<ReviewEvent.NotTaken>().Where(e => e.Verdict == ReviewVerdict.FeedbackFirst).Select(e => e.By));
    }

    [Fact]
    public void A_thread_reply_to_the_last_attempt_does_not_end_the_task()
    {
        var review = Open(isLast: true);

        review.Reject(Reply("r1", "almost"), _opened);
        review.Tick(_opened.AddMinutes(1));

        Assert.Null(review.Decision);
        Assert.IsType<ReviewEvent.NoAttemptLeft>(Assert.Single(Events(review)));
    }

    [Fact]
    public void A_review_that_cannot_be_approved_stays_open()
    {
        var review = Open(canApprove: false);

        review.Approve("U1", _opened);

        Assert.Null(review.Decision);
        Assert.Equal(ReviewVerdict.NothingToApprove, Assert.IsType<ReviewEvent.NotTaken>(Assert.Single(Events(review))).Verdict);
    }

    [Fact]
    public void It_reminds_once_half_way_and_then_expires()
    {
        var review = Open();

        Assert.Equal(TimeSpan.FromHours(12), review.UntilNextTick(_opened));
        review.Tick(_opened.AddHours(12));
        review.Tick(_opened.AddHours(13));
        Assert.Equal(TimeSpan.FromHours(12), Assert.IsType<ReviewEvent.ReminderDue>(Assert.Single(Events(review))).Left);
        Assert.Equal(TimeSpan.FromHours(11), review.UntilNextTick(_opened.AddHours(13)));

        review.Tick(_opened.AddHours(24));
        Assert.Equal(DecisionKind.Expired, review.Decision!.Kind);
    }

    [Fact]
    public void Feedback_in_its_grace_is_not_lost_to_the_deadline()
    {
        var review = Open();
        review.Reject(Reply("r1", "just in time"), _opened.AddHours(24).AddSeconds(-1));

        review.Tick(_opened.AddHours(24));
        review.Tick(_opened.AddHours(24).AddSeconds(9));

        Assert.Equal((DecisionKind.Rejected, "just in time"), (review.Decision!.Kind, review.Decision.Feedback));
    }

    [Fact]
    public void A_flood_of_replies_is_bounded()
    {
        var review = Open();
        for (var i = 0; i < 500; i++)
        {
            review.Reject(Reply($"r{i}", new string('x', 50_000)), _opened);
        }

        review.Tick(_opened.AddMinutes(1));

        Assert.True(review.Decision!.Feedback!.Length <= Review.MaxFeedbackCount * (Review.MaxFeedbackLength + 2));
    }

    private static Review Open(bool isLast = false, bool canApprove = true) =>
        new(new ReviewTerms(Attempts.Key(), isLast, canApprove, TimeSpan.FromHours(24), TimeSpan.FromSeconds(10)), _opened);

    private static Reject Rejection(string id, string? feedback) => new(id, "U1", "fix", 1, feedback);

    private static Reject Reply(string id, string feedback) => new(id, "U1", "fix", 1, feedback, CanBeUndone: true);

    private static List<ReviewEvent> Events(Review review)
    {
        var events = new List<ReviewEvent>();
        while (review.TryTakeEvent(out var reviewEvent))
        {
            events.Add(reviewEvent);
        }

        return events;
    }
}
