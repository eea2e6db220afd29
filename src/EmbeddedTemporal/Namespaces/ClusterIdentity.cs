using EmbeddedTemporal.Storage;

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
            using var insert = connection.PrepareOnce("INSERT INTO facts (name, value) VALUES ('cluster_id', ?)");
            insert.Bind(1, id).Run();
        }).ConfigureAwait(false);
        return id;
    }

    private static string? Find(SqliteConnection connection)
    {
        using var select = connection.PrepareOnce("SELECT value FROM facts WHERE name = 'cluster_id'");
        return select.Step() ? select.Text(0) : null;
    }
}
