namespace EmbeddedTemporal.Storage;

/// <summary>What was asked for belongs to a run that is damaged on disk.</summary>
internal sealed class DamagedRunException(long runKey, DamagedRun run) : Exception(run.ToString())
{
    public long RunKey => runKey;

    public DamagedRun Run => run;
}
