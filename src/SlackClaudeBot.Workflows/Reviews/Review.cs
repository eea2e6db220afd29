using System.Diagnostics.CodeAnalysis;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>What is decided upon, and by which rules.</summary>
/// <param name="Key">The attempt.</param>
/// <param name="IsLastAttempt">Whether feedback could not lead to another one.</param>
/// <param name="CanApprove">Whether there is something to approve.</param>
/// <param name="Timeout">How long it waits.</param>
/// <param name="FeedbackGrace">How long a reply can be undone.</param>
internal sealed record ReviewTerms(AttemptKey Key, bool IsLastAttempt, bool CanApprove, TimeSpan Timeout, TimeSpan FeedbackGrace);

/// <summary>
/// One attempt that waits for a person's decision. Decides by what it is told and by the time it is told; what must be
/// shown comes out as events, in order.
/// </summary>
internal sealed class Review(ReviewTerms terms, DateTime openedAt)
{
    /// <summary>Keeps prompts and histories bounded; Slack's own messages may have 40,000 characters.</summary>
    public const int MaxFeedbackLength = 8000;

    /// <summary>How many replies one attempt takes as feedback.</summary>
    public const int MaxFeedbackCount = 20;

    private readonly List<Feedback> _feedback = [];
    private readonly Queue<ReviewEvent> _events = new();
    private readonly Deadline _deadline = new(openedAt, terms.Timeout);
    private DateTime? _graceEnds;

    public ReviewTerms Terms => terms;

    /// <summary>The final decision; null while it waits.</summary>
    public StageDecision? Decision { get; private set; }

    /// <summary>All feedback that was not undone, oldest first.</summary>
    public IReadOnlyList<Feedback> Feedback => _feedback;

    /// <summary>Whether it takes no more feedback.</summary>
    public bool IsFull => _feedback.Count >= MaxFeedbackCount;

    public bool HasEvents => _events.Count > 0;

    /// <summary>What the message shows: the decision, or the feedback that may still be undone.</summary>
    public StageDecision? Standing(DateTime now) => Decision ?? (_feedback.Count > 0 ? Rejection(now) : null);

    /// <summary>Whether a signal with this stage and attempt is about what waits here.</summary>
    public bool IsFor(string? stage, int attempt) => Decision is null && stage == terms.Key.Stage && attempt == terms.Key.Attempt;

    public bool TryTakeEvent([NotNullWhen(true)] out ReviewEvent? reviewEvent) => _events.TryDequeue(out reviewEvent);

    /// <summary>Approves, unless feedback was taken before.</summary>
    public void Approve(string? by, DateTime now)
    {
        if (IsAllowed(ReviewAction.Approve, by))
        {
            Decide(NewDecision(DecisionKind.Approved, by, now, null));
        }
    }

    /// <summary>Lets a failed agent try once more; this does not count against its attempts.</summary>
    public void Retry(string? by, DateTime now)
    {
        if (IsAllowed(ReviewAction.Retry, by))
        {
            Decide(NewDecision(DecisionKind.Retried, by, now, null));
        }
    }

    /// <summary>Rejects: without feedback for good, with feedback for another attempt, a reply after its grace.</summary>
    public void Reject(Reject signal, DateTime now)
    {
        if (Decision is not null)
        {
            return;
        }

        var by = string.IsNullOrEmpty(signal.By) ? null : signal.By;
        var text = TextSanitizer.MultiLine(signal.Feedback, MaxFeedbackLength);
        if (signal.CanBeUndone && terms.IsLastAttempt)
        {
            _events.Enqueue(new ReviewEvent.NoAttemptLeft(signal.Id, by));
        }
        else if (text.Length > 0)
        {
            Take(new Feedback(signal.Id, by, text, signal.CanBeUndone), now);
        }
        else if (!signal.CanBeUndone && IsAllowed(ReviewAction.Reject, by))
        {
            Decide(NewDecision(DecisionKind.Rejected, by, now, null));
        }
    }

    /// <summary>Takes a reply back while its grace lasts.</summary>
    public void Undo(Undo signal)
    {
        var undone = _feedback.Find(f => f.CanBeUndone && f.Id == signal.RejectionId);
        if (Decision is not null || undone is null)
        {
            return;
        }

        _feedback.Remove(undone);
        if (_feedback.Count == 0)
        {
            _graceEnds = null;
        }

        _events.Enqueue(new ReviewEvent.FeedbackUndone(undone, signal.By));
    }

    /// <summary>Lets time pass: commits feedback whose grace is over, reminds, expires.</summary>
    public void Tick(DateTime now)
    {
        if (Decision is not null)
        {
            return;
        }

        if (_graceEnds <= now)
        {
            Decide(Rejection(now));
        }
        else if (_graceEnds is null && _deadline.HasPassed(now))
        {
            Decide(NewDecision(DecisionKind.Expired, null, now, null));
        }
        else if (_graceEnds is null && _deadline.TakeReminder(now))
        {
            _events.Enqueue(new ReviewEvent.ReminderDue(_deadline.ExpiresAt - now));
        }
    }

    /// <summary>How long until <see cref="Tick"/> has something to do.</summary>
    public TimeSpan UntilNextTick(DateTime now)
    {
        var next = (_graceEnds ?? _deadline.NextAt) - now;
        return next > TimeSpan.Zero ? next : TimeSpan.Zero;
    }

    private bool IsAllowed(ReviewAction action, string? by)
    {
        var verdict = ReviewRules.Check(isOpen: Decision is null, isFeedbackTaken: _feedback.Count > 0, terms.CanApprove, action);
        if (verdict is not ReviewVerdict.Allowed and not ReviewVerdict.Stale)
        {
            _events.Enqueue(new ReviewEvent.NotTaken(verdict, by));
        }

        return verdict == ReviewVerdict.Allowed;
    }

    private void Take(Feedback feedback, DateTime now)
    {
        if (IsFull)
        {
            return;
        }

        _feedback.Add(feedback);
        if (!feedback.CanBeUndone)
        {
            Decide(Rejection(now));
            return;
        }

        // Who writes once more gets the whole grace again.
        _graceEnds = now + terms.FeedbackGrace;
        _events.Enqueue(new ReviewEvent.FeedbackTaken(feedback));
    }

    private StageDecision Rejection(DateTime now) =>
        NewDecision(DecisionKind.Rejected, _feedback[^1].By, now, string.Join("\n\n", _feedback.Select(f => f.Text)));

    private StageDecision NewDecision(DecisionKind kind, string? by, DateTime at, string? feedback) =>
        new(terms.Key.Stage, terms.Key.Attempt, kind, by, at, feedback);

    private void Decide(StageDecision decision)
    {
        Decision = decision;
        _events.Enqueue(new ReviewEvent.Decided(decision));
    }
}
