namespace EmbeddedTemporal.Runs;

/// <summary>Locks two runs that change together.</summary>
internal static class RunPair
{
    /// <summary>Always in the order of their keys, so that two runs that ask something of each other do not deadlock.</summary>
    public static void WithLocks(Run one, Run other, Action work)
    {
        var (first, second) = one.Key < other.Key ? (one, other) : (other, one);
        _ = first.WithLock(_ => second.WithLock(_ =>
        {
            work();
            return true;
        }));
    }
}
