namespace EmbeddedTemporal.Runs;

/// <summary>
/// A workflow task that fails again and again gets longer to be answered: workers leave the later failures unanswered,
/// so the time-out is what spaces the attempts.
/// </summary>
internal static class WorkflowTaskBackoff
{
    private const int FirstAttempts = 3;
    private static readonly TimeSpan _initial = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    public static TimeSpan Timeout(TimeSpan usual, int attempt)
    {
        if (attempt <= FirstAttempts)
        {
            return usual;
        }

        var backoff = _initial * Math.Pow(2, Math.Min(attempt - FirstAttempts - 1, 30));
        return usual + (backoff < _longest ? backoff : _longest);
    }
}
