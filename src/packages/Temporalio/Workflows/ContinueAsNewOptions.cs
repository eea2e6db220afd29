using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>How a run is followed by a new one. What is null stays as it is.</summary>
public class ContinueAsNewOptions : ICloneable
{
    /// <summary>Where it is run.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>The longest time of the new run.</summary>
    public TimeSpan? RunTimeout { get; set; }

    /// <summary>The longest time of one workflow task.</summary>
    public TimeSpan? TaskTimeout { get; set; }

    /// <summary>How the new run is tried again.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>What is to be seen of it in lists.</summary>
    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
