using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>A question of the agent that waits for a person.</summary>
internal sealed class Question(string text, DateTime openedAt, TimeSpan timeout)
{
    /// <summary>Keeps prompts and histories bounded.</summary>
    public const int MaxAnswerLength = 8000;

    private readonly Deadline _deadline = new(openedAt, timeout);

    /// <summary>What the agent asked.</summary>
    public string Text { get; } = text;

    /// <summary>The first answer; null while it waits.</summary>
    public Answer? Answer { get; private set; }

    /// <summary>Takes the first answer that says something; false where it is none or comes too late.</summary>
    public bool Take(Answer answer)
    {
        var said = TextSanitizer.MultiLine(answer.Text, MaxAnswerLength);
        if (Answer is not null || said.Length == 0)
        {
            return false;
        }

        Answer = answer with { Text = said };
        return true;
    }

    public bool HasExpired(DateTime now) => Answer is null && _deadline.HasPassed(now);

    /// <summary>True once, when the reminder is due.</summary>
    public bool TakeReminder(DateTime now) => Answer is null && _deadline.TakeReminder(now);

    /// <summary>How long until a reminder or the end is due.</summary>
    public TimeSpan UntilNextTick(DateTime now) => _deadline.NextAt > now ? _deadline.NextAt - now : TimeSpan.Zero;

    /// <summary>How long it still waits.</summary>
    public TimeSpan Left(DateTime now) => _deadline.ExpiresAt - now;
}
