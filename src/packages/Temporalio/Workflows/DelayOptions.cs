namespace Temporalio.Workflows;

/// <summary>A timer.</summary>
public class DelayOptions : ICloneable
{
    /// <summary>How long.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>One line for Temporal's UI.</summary>
    public string? Summary { get; set; }

    /// <summary>Cancels the timer; null for <see cref="Workflow.CancellationToken"/>.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
