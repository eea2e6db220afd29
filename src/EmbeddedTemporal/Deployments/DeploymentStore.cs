using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Deployments;

/// <summary>Worker deployments in the database.</summary>
internal sealed class DeploymentStore(CommitLog log)
{
    /// <summary>All deployments that are stored.</summary>
    /// <exception cref="DatabaseException">One is damaged.</exception>
    public static List<(string Namespace, DeploymentState State)> Read(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT namespace, name, state, sum FROM deployments");
        using var row = select.Read();
        var deployments = new List<(string, DeploymentState)>();
        while (row.Read())
        {
            var (@namespace, name, state) = (row.GetString(0), row.GetString(1), row.GetBlob(2));
            if (Sum(@namespace, name, state) != row.GetInt64(3))
            {
                throw DatabaseException.Corrupt(connection.DataSource, $"the worker deployment '{name}' is damaged");
            }

            deployments.Add((@namespace, DeploymentState.Parser.ParseFrom(state)));
        }

        return deployments;
    }

    public Task WriteAsync(string @namespace, DeploymentState deployment)
    {
        var (name, state) = (deployment.Name, deployment.ToByteArray());
        return log.Run(connection =>
        {
            using var upsert = connection.Prepare("INSERT OR REPLACE INTO deployments (namespace, name, state, sum) VALUES ($namespace, $name, $state, $sum)");
            upsert.Run(@namespace, name, state, Sum(@namespace, name, state));
        });
    }

    public Task RemoveAsync(string @namespace, string name) => log.Run(connection =>
    {
        using var delete = connection.Prepare("DELETE FROM deployments WHERE namespace = $namespace AND name = $name");
        delete.Run(@namespace, name);
    });

    private static long Sum(string @namespace, string name, byte[] state) => RowSum.Of([RowSum.Of(@namespace), RowSum.Of(name), RowSum.Of(state)]);
}
