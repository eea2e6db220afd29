using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Removes standalone activities that closed long ago.</summary>
internal static class ActivityRemoval
{
    /// <summary>Removes a bounded number of those that closed before <paramref name="limit"/>.</summary>
    /// <returns>How many were removed.</returns>
    public static async Task<int> RemoveClosedAsync(CommitLog log, DateTimeOffset limit, int count)
    {
        var removed = 0;
        await log.Run(connection =>
        {
            var keys = RunRemoval.ClosedBefore(connection, "standalone_activities", limit, count);
            keys.ForEach(key => ActivityWriter.Remove(connection, key));
            removed = keys.Count;
        }).ConfigureAwait(false);
        return removed;
    }
}
