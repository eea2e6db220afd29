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
            using var insert = connection.Prepare("INSERT INTO facts (name, value) VALUES ('cluster_id', $id)");
            insert.Run(id);
        }).ConfigureAwait(false);
        return id;
    }

    private static string? Find(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT value FROM facts WHERE name = 'cluster_id'");
        return select.ExecuteScalar() as string;
    }
}
