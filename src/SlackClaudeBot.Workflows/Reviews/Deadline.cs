namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>How long something waits for a person: a reminder half-way, then it expires.</summary>
internal sealed class Deadline(DateTime openedAt, TimeSpan timeout)
{
    private readonly DateTime _reminderAt = openedAt + (timeout / 2);
    private bool _reminded;

    /// <summary>When it expires, UTC.</summary>
    public DateTime ExpiresAt { get; } = openedAt + timeout;

    /// <summary>When to look next, UTC.</summary>
    public DateTime NextAt => _reminded ? ExpiresAt : _reminderAt;

    public bool HasPassed(DateTime now) => now >= ExpiresAt;

    /// <summary>True once, when the reminder is due.</summary>
    public bool TakeReminder(DateTime now)
    {
        if (_reminded || now < _reminderAt)
        {
            return false;
        }

        _reminded = true;
        return true;
    }
}
