using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Removes standalone activities that closed long ago.</summary>
internal static class ActivityRemoval
{
    /// <summary>Removes a bounded number of those that closed before <paramref name="limit"/>.</summary>
    /// <returns>How many were removed.</returns>
    public static async Task<int> RemoveClosedAsync(CommitLog log, DateTimeOffset limit, int count)
    {
        var keys = new List<long>();
        await log.Run(connection =>
        {
            keys.Clear();
            using (var select = connection.Prepare("SELECT key FROM standalone_activities WHERE close_time < $limit ORDER BY close_time LIMIT $count"))
            using (var row = select.Read(limit.UtcTicks, (long)count))
            {
                while (row.Read())
                {
                    keys.Add(row.GetInt64(0));
                }
            }

            keys.ForEach(key => ActivityWriter.Remove(connection, key));
        }).ConfigureAwait(false);
        return keys.Count;
    }
}
