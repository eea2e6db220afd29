namespace EmbeddedTemporal.Storage;

/// <summary>A run whose data on disk are damaged. It is left as it is; all others go on.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="WorkflowId">Its workflow id, as far as it can be read.</param>
/// <param name="RunId">Its run id, as far as it can be read.</param>
/// <param name="Problem">What is damaged.</param>
public sealed record DamagedRun(string Namespace, string WorkflowId, string RunId, string Problem)
{
    /// <summary>Says what happened and what to do.</summary>
    public override string ToString() =>
        $"Workflow '{WorkflowId}' (run {RunId}) is damaged on disk: {Problem}. It has been set aside; all others go on. Restore a backup, or delete it and start it again.";
}
