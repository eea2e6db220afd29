using EmbeddedTemporal.Storage;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Namespaces;

/// <summary>The cluster's id: made once, kept with the database.</summary>
internal static class ClusterIdentity
{
    public static async Task<string> GetAsync(RunReader reader, CommitLog log)
    {
        if (reader.Read(Find) is { } known)
        {
            return known;
        }

        var id = Guid.NewGuid().ToString();
        await log.Run(connection =>
        {
            using var insert = connection.Prepare("INSERT INTO facts (name, value, sum) VALUES ('cluster_id', $id, $sum)");
            insert.Run(id, RowSum.Of(id));
        }).ConfigureAwait(false);
        return id;
    }

    private static string? Find(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT value, sum FROM facts WHERE name = 'cluster_id'");
        using var row = select.Read();
        if (!row.Read())
        {
            return null;
        }

        var id = row.GetString(0);
        return RowSum.Of(id) == row.GetInt64(1) ? id : throw DatabaseException.Corrupt(connection.DataSource, "the cluster's id is damaged");
    }
}
