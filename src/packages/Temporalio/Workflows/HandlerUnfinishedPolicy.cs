namespace Temporalio.Workflows;

/// <summary>What to say of a handler that still runs when its workflow ends.</summary>
public enum HandlerUnfinishedPolicy
{
    /// <summary>Warn in the log.</summary>
    WarnAndAbandon = 0,

    /// <summary>Nothing.</summary>
    Abandon = 1,
}
