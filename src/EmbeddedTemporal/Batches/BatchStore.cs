using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Batches;

/// <summary>Batches in the database: the request once, the state as it changes.</summary>
internal sealed class BatchStore(CommitLog log)
{
    /// <summary>All batches that are stored.</summary>
    /// <exception cref="DatabaseException">One is damaged.</exception>
    public static List<Batch> Read(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT namespace, job_id, request, state, sum FROM batches");
        using var row = select.Read();
        var batches = new List<Batch>();
        while (row.Read())
        {
            var (@namespace, job, request, state) = (row.GetString(0), row.GetString(1), row.GetBlob(2), row.GetBlob(3));
            if (Sum(@namespace, job, request, state) != row.GetInt64(4))
            {
                throw DatabaseException.Corrupt(connection.DataSource, $"the batch '{job}' is damaged");
            }

            batches.Add(new Batch(StartBatchOperationRequest.Parser.ParseFrom(request), BatchState.Parser.ParseFrom(state)));
        }

        return batches;
    }

    /// <summary>Writes a batch as it is now.</summary>
    public Task WriteAsync(Batch batch)
    {
        var (@namespace, job, request, state) = (batch.Request.Namespace, batch.Request.JobId, batch.Request.ToByteArray(), batch.State.ToByteArray());
        return log.Run(connection =>
        {
            using var upsert = connection.Prepare("INSERT OR REPLACE INTO batches (namespace, job_id, request, state, sum) VALUES ($namespace, $job, $request, $state, $sum)");
            upsert.Run(@namespace, job, request, state, Sum(@namespace, job, request, state));
        });
    }

    public Task RemoveAsync(Batch batch) => log.Run(connection =>
    {
        using var delete = connection.Prepare("DELETE FROM batches WHERE namespace = $namespace AND job_id = $job");
        delete.Run(batch.Request.Namespace, batch.Request.JobId);
    });

    private static long Sum(string @namespace, string job, byte[] request, byte[] state) => RowSum.Of([RowSum.Of(@namespace), RowSum.Of(job), RowSum.Of(request), RowSum.Of(state)]);
}
