namespace EmbeddedTemporal.Storage;

/// <summary>Removes runs with all that belongs to them.</summary>
internal static class RunRemoval
{
    public static Task RemoveAsync(CommitLog log, long runKey) => log.Run(connection => Remove(connection, runKey));

    /// <summary>Removes what closed before <paramref name="limit"/>, a bounded number at a time; returns how many.</summary>
    public static async Task<int> RemoveClosedAsync(CommitLog log, DateTimeOffset limit, int count)
    {
        var keys = new List<long>();
        await log.Run(connection =>
        {
            using (var select = connection.PrepareOnce("SELECT key FROM runs WHERE close_time < ? ORDER BY close_time LIMIT ?"))
            {
                _ = select.Bind(1, limit.UtcTicks).Bind(2, (long)count);
                while (select.Step())
                {
                    keys.Add(select.Integer(0));
                }
            }

            keys.ForEach(key => Remove(connection, key));
        }).ConfigureAwait(false);
        return keys.Count;
    }

    private static void Remove(SqliteConnection connection, long runKey)
    {
        foreach (var table in (ReadOnlySpan<string>)["events", "pending"])
        {
            using var delete = connection.PrepareOnce($"DELETE FROM {table} WHERE id >= ? AND id < ?");
            delete.Bind(1, Database.RowId(runKey, 0)).Bind(2, Database.RowId(runKey + 1, 0)).Run();
        }

        foreach (var sql in (ReadOnlySpan<string>)["DELETE FROM requests WHERE run_key = ?", "DELETE FROM runs WHERE key = ?"])
        {
            using var delete = connection.PrepareOnce(sql);
            delete.Bind(1, runKey).Run();
        }
    }
}
