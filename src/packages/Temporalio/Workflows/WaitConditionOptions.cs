namespace Temporalio.Workflows;

/// <summary>A condition to wait for.</summary>
public class WaitConditionOptions : ICloneable
{
    /// <summary>Whether it is met; never, until it is set. Asked after every step of the workflow: must be quick and change nothing.</summary>
    public Func<bool> ConditionCheck { get; set; } = static () => false;

    /// <summary>How long to wait at most; null for ever.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>One line for Temporal's UI on the timer.</summary>
    public string? TimeoutSummary { get; set; }

    /// <summary>Ends the wait; null for <see cref="Workflow.CancellationToken"/>.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
