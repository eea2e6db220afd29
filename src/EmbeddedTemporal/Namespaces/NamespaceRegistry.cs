using System.Collections.Concurrent;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Namespace.V1;

namespace EmbeddedTemporal.Namespaces;

/// <summary>The namespaces there are: those of the options, and those registered since.</summary>
internal sealed class NamespaceRegistry
{
    // As Temporal's development server describes its namespace.
    private static readonly TimeSpan _defaultRetention = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, NamespaceRecord> _namespaces = new();
    private readonly CommitLog _log;

    private NamespaceRegistry(CommitLog log) => _log = log;

    public IEnumerable<NamespaceRecord> All => _namespaces.Values.OrderBy(n => n.Name, StringComparer.Ordinal);

    public static async Task<NamespaceRegistry> OpenAsync(RunReader reader, CommitLog log, IEnumerable<string> names)
    {
        var registry = new NamespaceRegistry(log);
        foreach (var stored in reader.Read(Stored))
        {
            registry._namespaces[stored.Name] = stored;
        }

        foreach (var name in names.Where(n => !registry._namespaces.ContainsKey(n)))
        {
            _ = await registry.TryAddAsync(new NamespaceRecord(name, Guid.NewGuid().ToString(), new NamespaceInfo(), _defaultRetention)).ConfigureAwait(false);
        }

        return registry;
    }

    /// <summary>Throws if there is no such namespace.</summary>
    public void Check(string name) => _ = Get(name);

    public NamespaceRecord Get(string name)
    {
        if (name.Length == 0)
        {
            throw Errors.Invalid("Namespace is empty.");
        }

        return Find(name) ?? throw Errors.NamespaceNotFound(name);
    }

    public NamespaceRecord? Find(string name) => _namespaces.GetValueOrDefault(name);

    public NamespaceRecord? FindById(string id) => _namespaces.Values.FirstOrDefault(n => n.Id == id);

    /// <summary>False where there is one of that name.</summary>
    public async Task<bool> TryAddAsync(NamespaceRecord record)
    {
        if (!_namespaces.TryAdd(record.Name, record))
        {
            return false;
        }

        await _log.Run(connection =>
        {
            using var insert = connection.Prepare("INSERT INTO namespaces (name, id, data, sum) VALUES ($name, $id, $data, $sum)");
            var info = record.Info.Clone();
            info.Data["retention_seconds"] = ((long)record.Retention.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var data = info.ToByteArray();
            insert.Run(record.Name, record.Id, data, Sum(record.Name, record.Id, data));
        }).ConfigureAwait(false);
        return true;
    }

    private static List<NamespaceRecord> Stored(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT name, id, data, sum FROM namespaces");
        using var row = select.Read();
        var stored = new List<NamespaceRecord>();
        while (row.Read())
        {
            var (name, id, data) = (row.GetString(0), row.GetString(1), row.GetBlob(2));
            if (Sum(name, id, data) != row.GetInt64(3))
            {
                throw DatabaseException.Corrupt(connection.DataSource, $"the namespace '{name}' is damaged");
            }

            var info = NamespaceInfo.Parser.ParseFrom(data);
            _ = info.Data.Remove("retention_seconds", out var retention);
            stored.Add(new NamespaceRecord(name, id, info, long.TryParse(retention, out var seconds) ? TimeSpan.FromSeconds(seconds) : _defaultRetention));
        }

        return stored;
    }

    private static long Sum(string name, string id, byte[] data) => RowSum.Of([RowSum.Of(name), RowSum.Of(id), RowSum.Of(data)]);
}

/// <summary>A namespace: name, id, registration details and retention.</summary>
internal sealed record NamespaceRecord(string Name, string Id, NamespaceInfo Info, TimeSpan Retention);
