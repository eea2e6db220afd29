using FsCheck.Xunit;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Reviews;

namespace SlackClaudeBot.Workflows.Tests.Reviews;

/// <summary>Any sequence of decisions, on this and on other attempts, in any order of time.</summary>
public sealed class GeneratedDecisionsTests
{
    private static readonly DateTime _opened = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    public enum Act
    {
        Approve,
        Reject,
        RejectWithFeedback,
        Reply,
        Undo,
        Retry,
        Wait,
    }

    [Property(MaxTest = 1000)]
    public void One_decision_counts_for_an_attempt_and_none_against_the_rule(bool canApprove, bool isLast, (Act Act, byte Attempt)[] acts)
    {
        var inbox = new TaskInbox();
        var review = new Review(new ReviewTerms(Attempts.Key(), isLast, canApprove, TimeSpan.FromHours(24), TimeSpan.FromSeconds(10)), _opened);
        inbox.Review = review;
        var decided = new List<StageDecision>();
        var now = _opened;
        for (var i = 0; i < acts.Length; i++)
        {
            now += TimeSpan.FromSeconds(1);
            var (act, attempt) = (acts[i].Act, 1 + (acts[i].Attempt % 2));
            var wasOpen = review.Decision is null && attempt == 1;
            var hadFeedback = review.Feedback.Count > 0;
            Do(inbox, review, act, attempt, i, now);
            while (review.TryTakeEvent(out var shown))
            {
                if (shown is ReviewEvent.Decided(var decision))
                {
                    decided.Add(decision);
                    Assert.Equal(
                        decision.Kind != DecisionKind.Approved || (act == Act.Approve && wasOpen),
                        decision.Kind != DecisionKind.Approved || ReviewRules.Check(wasOpen, hadFeedback, canApprove, ReviewAction.Approve) == ReviewVerdict.Allowed);
                    Assert.False(decision.Kind == DecisionKind.Approved && (!canApprove || hadFeedback || !wasOpen));
                }
            }
        }

        Assert.True(decided.Count <= 1);
        Assert.Equal(review.Decision, decided.SingleOrDefault());
    }

    private static void Do(TaskInbox inbox, Review review, Act act, int attempt, int number, DateTime now)
    {
        var id = $"id-{number}";
        switch (act)
        {
            case Act.Approve:
                inbox.Receive(new Approve(id, "U2", "fix", attempt), now);
                break;
            case Act.Reject:
                inbox.Receive(new Reject(id, "U2", "fix", attempt, null), now);
                break;
            case Act.RejectWithFeedback:
                inbox.Receive(new Reject(id, "U2", "fix", attempt, "again"), now);
                break;
            case Act.Reply:
                inbox.Receive(new TaskReply(id, "U2", "shorter", false, new ReplyPermissions(true, false, "anybody"), "C1/1", $"C1/{id}"), "U1", now);
                break;
            case Act.Undo:
                inbox.Receive(new Undo(id, "U2", $"id-{number - 1}"));
                break;
            case Act.Retry:
                inbox.Receive(new Retry(id, "U2", "fix", attempt), now);
                break;
            case Act.Wait:
                review.Tick(now.AddSeconds(20));
                break;
        }
    }
}
