namespace Temporalio.Workflows;

/// <summary>What a workflow waits for when it cancels an activity.</summary>
public enum ActivityCancellationType
{
    /// <summary>Ask the activity to stop, and do not wait for it.</summary>
    TryCancel = 0,

    /// <summary>Ask the activity to stop, and wait until it has.</summary>
    WaitCancellationCompleted = 1,

    /// <summary>Leave the activity alone, and do not wait for it.</summary>
    Abandon = 2,
}
