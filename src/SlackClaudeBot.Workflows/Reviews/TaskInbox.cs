using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>
/// Takes every signal of a task and gives it to what waits for it. What was seen before or is about something else is
/// ignored; words that come too late to be feedback or an answer become notes for the next attempt, so that none is lost.
/// </summary>
internal sealed class TaskInbox
{
    /// <summary>The latest are kept: people may write for days while the agent works.</summary>
    private const int MaxNotes = 50;

    private const int MaxNoteLength = 4000;

    private readonly SeenSignals _seen = new();
    private readonly Queue<Note> _notes = new();

    /// <summary>The attempt that waits for a decision, if one does.</summary>
    public Review? Review { get; set; }

    /// <summary>The question that waits for an answer, if one does.</summary>
    public Question? Question { get; set; }

    /// <summary>The first cancellation, once it came.</summary>
    public Cancel? Cancellation { get; private set; }

    public bool IsPaused { get; private set; }

    public void Receive(Approve signal, DateTime now)
    {
        if (_seen.IsNew(signal.Id) && Review is { } review && review.IsFor(signal.Stage, signal.Attempt))
        {
            review.Approve(signal.By, now);
        }
    }

    public void Receive(Reject signal, DateTime now)
    {
        if (!_seen.IsNew(signal.Id))
        {
            return;
        }

        if (Review is { } review && review.IsFor(signal.Stage, signal.Attempt))
        {
            review.Reject(signal, now);
        }
        else
        {
            // The review was decided in the meantime: what somebody wrote is not lost.
            Keep(signal.Id, signal.By, signal.Feedback);
        }
    }

    public void Receive(Retry signal, DateTime now)
    {
        if (_seen.IsNew(signal.Id) && Review is { } review && review.IsFor(signal.Stage, signal.Attempt))
        {
            review.Retry(signal.By, now);
        }
    }

    public void Receive(Undo signal)
    {
        if (_seen.IsNew(signal.Id))
        {
            Review?.Undo(signal);
        }
    }

    public void Receive(Answer signal)
    {
        if (_seen.IsNew(signal.Id) && Question?.Take(signal) != true)
        {
            Keep(signal.Id, signal.By, signal.Text);
        }
    }

    public void Receive(Note signal)
    {
        if (_seen.IsNew(signal.Id))
        {
            Keep(signal.Id, signal.By, signal.Text);
        }
    }

    /// <summary>Takes a reply as what it is now.</summary>
    /// <param name="reply">What was written.</param>
    /// <param name="requester">Whose task it is: they may always help, and not always decide.</param>
    /// <param name="now">UTC.</param>
    public ReplyDisposition Receive(TaskReply reply, string requester, DateTime now)
    {
        if (!_seen.IsNew(reply.Id))
        {
            return ReplyDisposition.Ignored;
        }

        var isOwn = reply.By == requester;
        var canDecide = reply.Permissions.CanDecide && !(reply.Permissions.ExcludesRequester && isOwn);
        return this switch
        {
            { Question: { Answer: null } question } => !canDecide && !isOwn ? ReplyDisposition.Refused
                : question.Take(new Answer(reply.Id, reply.By, reply.Text)) ? ReplyDisposition.Answer
                : ReplyDisposition.Ignored,
            { Review: { Decision: null } } when reply.IsPraise => ReplyDisposition.Praise,
            { Review: { Decision: null } } when !canDecide => ReplyDisposition.Refused,
            { Review: { Decision: null, IsFull: false } review } => Reject(review, reply, now),
            _ when reply.IsPraise => ReplyDisposition.Ignored,
            _ when !canDecide && !isOwn => ReplyDisposition.Refused,
            _ => Keep(reply.Id, reply.By, reply.Text) ? ReplyDisposition.Note : ReplyDisposition.Ignored,
        };
    }

    /// <summary>Whoever signals from Temporal's own tools means what waits now.</summary>
    public void Receive(ReviewChanges signal, DateTime now)
    {
        const string nobodyInSlack = "";
        if (Question is { Answer: null } question && !string.IsNullOrWhiteSpace(signal.Feedback))
        {
            question.Take(new Answer(string.Empty, nobodyInSlack, signal.Feedback));
        }
        else if (Review is { } review && signal.Approved)
        {
            review.Approve(null, now);
        }
        else if (Review is { } open)
        {
            open.Reject(new Reject(string.Empty, nobodyInSlack, open.Terms.Key.Stage, open.Terms.Key.Attempt, signal.Feedback), now);
        }
    }

    public void Receive(Cancel signal) => Cancellation ??= signal;

    public void Pause() => IsPaused = true;

    public void Resume() => IsPaused = false;

    /// <summary>How many notes wait for the next attempt.</summary>
    public int NoteCount => _notes.Count;

    /// <summary>The notes so far, which are gone from here then.</summary>
    public IReadOnlyList<Note> TakeNotes()
    {
        var notes = _notes.ToArray();
        _notes.Clear();
        return notes;
    }

    private static ReplyDisposition Reject(Review review, TaskReply reply, DateTime now)
    {
        review.Reject(new Reject(reply.Id, reply.By, review.Terms.Key.Stage, review.Terms.Key.Attempt, reply.Text, CanBeUndone: true), now);
        return ReplyDisposition.Feedback;
    }

    private bool Keep(string id, string by, string? text)
    {
        var said = TextSanitizer.MultiLine(text, MaxNoteLength);
        if (said.Length == 0)
        {
            return false;
        }

        _notes.Enqueue(new Note(id, by, said));
        if (_notes.Count > MaxNotes)
        {
            _notes.Dequeue();
        }

        return true;
    }
}
