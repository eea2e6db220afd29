using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>Removes runs with all that belongs to them.</summary>
internal static class RunRemoval
{
    public static Task RemoveAsync(CommitLog log, long runKey) => log.Run(connection => Remove(connection, runKey));

    /// <summary>Removes a bounded number of the runs that closed before <paramref name="limit"/>.</summary>
    /// <returns>How many were removed.</returns>
    public static async Task<int> RemoveClosedAsync(CommitLog log, DateTimeOffset limit, int count)
    {
        var removed = 0;
        await log.Run(connection =>
        {
            var keys = ClosedBefore(connection, "runs", limit, count);
            keys.ForEach(key => Remove(connection, key));
            removed = keys.Count;
        }).ConfigureAwait(false);
        return removed;
    }

    /// <summary>The keys of the rows of a table that closed before <paramref name="limit"/>, those that closed first before others.</summary>
    public static List<long> ClosedBefore(SqliteConnection connection, string table, DateTimeOffset limit, int count)
    {
        using var select = connection.Prepare($"SELECT key FROM {table} WHERE close_time < $limit ORDER BY close_time LIMIT $count");
        using var row = select.Read(limit.UtcTicks, (long)count);
        var keys = new List<long>();
        while (row.Read())
        {
            keys.Add(row.GetInt64(0));
        }

        return keys;
    }

    private static void Remove(SqliteConnection connection, long runKey)
    {
        foreach (var table in (ReadOnlySpan<string>)["events", "pending"])
        {
            using var delete = connection.Prepare($"DELETE FROM {table} WHERE id >= $first AND id < $end");
            delete.Run(Database.RowId(runKey, 0), Database.RowId(runKey + 1, 0));
        }

        foreach (var sql in (ReadOnlySpan<string>)["DELETE FROM requests WHERE run_key = $run", "DELETE FROM attribute_values WHERE run_key = $run", "DELETE FROM unsent WHERE run_key = $run", "DELETE FROM runs WHERE key = $run"])
        {
            using var delete = connection.Prepare(sql);
            delete.Run(runKey);
        }
    }
}
