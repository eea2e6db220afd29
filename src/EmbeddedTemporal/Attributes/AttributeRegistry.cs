using System.Collections.Immutable;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Attributes;

/// <summary>The custom search attributes of each namespace. The words of its refusals are the real service's.</summary>
internal sealed class AttributeRegistry : IDisposable
{
    // Far above what the real service allows on SQL; it bounds what one list query can name.
    private const int MaxCustom = 500;
    private const int ValuesRemovedAtOnce = 1_000;

    private readonly CommitLog _log;
    private readonly SemaphoreSlim _changing = new(1);
    private ImmutableDictionary<string, ImmutableSortedDictionary<string, AttributeDefinition>> _custom = ImmutableDictionary<string, ImmutableSortedDictionary<string, AttributeDefinition>>.Empty;
    private long _lastId;

    private AttributeRegistry(CommitLog log) => _log = log;

    public static AttributeRegistry Open(RunReader reader, CommitLog log)
    {
        var registry = new AttributeRegistry(log);
        foreach (var (@namespace, definition, isRemoved) in reader.Read(Stored))
        {
            registry._lastId = Math.Max(registry._lastId, definition.Id);
            if (!isRemoved)
            {
                registry.Set(@namespace, registry.Custom(@namespace).SetItem(definition.Name, definition));
            }
        }

        return registry;
    }

    /// <summary>The custom attributes of a namespace, by name.</summary>
    public ImmutableSortedDictionary<string, AttributeDefinition> Custom(string @namespace) =>
        _custom.GetValueOrDefault(@namespace) ?? ImmutableSortedDictionary.Create<string, AttributeDefinition>(StringComparer.Ordinal);

    /// <summary>A custom attribute, or one of the system's whose values are indexed; null if there is none of that name.</summary>
    public AttributeDefinition? Find(string @namespace, string name) =>
        SystemAttributes.Indexed.GetValueOrDefault(name) ?? Custom(@namespace).GetValueOrDefault(name);

    /// <summary>The custom attributes by the names of the columns that the real service would keep them in: tools show them so.</summary>
    public Dictionary<string, string> Aliases(string @namespace) => Custom(@namespace).Values
        .GroupBy(d => d.Type)
        .SelectMany(type => type.OrderBy(d => d.Id).Select((d, i) => KeyValuePair.Create($"{type.Key}{i + 1:00}", d.Name)))
        .ToDictionary();

    /// <summary>Adds attributes; one that is there with the same type stays as it is.</summary>
    public async Task AddAsync(string @namespace, IEnumerable<KeyValuePair<string, IndexedValueType>> attributes)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var custom = Custom(@namespace);
            var added = attributes.Where(a => IsNew(custom, a.Key, a.Value)).Select(a => new AttributeDefinition(++_lastId, a.Key, a.Value)).ToList();
            if (custom.Count + added.Count > MaxCustom)
            {
                throw Errors.Invalid($"Unable to create search attributes: cannot have more than {MaxCustom} search attributes.");
            }

            if (added.Count == 0)
            {
                return;
            }

            await _log.Run(connection =>
            {
                using var insert = connection.Prepare("INSERT INTO search_attributes (id, namespace, name, type, removed, sum) VALUES ($id, $namespace, $name, $type, 0, $sum)");
                added.ForEach(d => insert.Run(d.Id, @namespace, d.Name, (long)d.Type, Sum(@namespace, d, removed: 0)));
            }).ConfigureAwait(false);
            Set(@namespace, custom.SetItems(added.Select(d => KeyValuePair.Create(d.Name, d))));
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes attributes with their values in the index. What runs themselves hold of them stays, as in the real service.</summary>
    public async Task RemoveAsync(string @namespace, IReadOnlyCollection<string> names)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var custom = Custom(@namespace);
            var removed = names.Select(name => Removable(custom, name)).ToList();
            await _log.Run(connection =>
            {
                using var update = connection.Prepare("UPDATE search_attributes SET removed = 1, sum = $sum WHERE id = $id");
                removed.ForEach(d => update.Run(Sum(@namespace, d, removed: 1), d.Id));
            }).ConfigureAwait(false);
            Set(@namespace, custom.RemoveRange(names));
            foreach (var definition in removed)
            {
                await RemoveValuesAsync(definition.Id).ConfigureAwait(false);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    /// <summary>In small batches, so that runs are not held up. Values that stay after a crash are never read.</summary>
    private async Task RemoveValuesAsync(long id)
    {
        var removed = 0;
        do
        {
            await _log.Run(connection =>
            {
                using var delete = connection.Prepare("""
                    DELETE FROM attribute_values WHERE (attribute, value, run_close_order, run_start_time, run_key) IN
                        (SELECT attribute, value, run_close_order, run_start_time, run_key FROM attribute_values WHERE attribute = $attribute LIMIT $count)
                    """);
                removed = delete.Run(id, (long)ValuesRemovedAtOnce);
            }).ConfigureAwait(false);
        }
        while (removed == ValuesRemovedAtOnce);
    }

    private void Set(string @namespace, ImmutableSortedDictionary<string, AttributeDefinition> custom) => _custom = _custom.SetItem(@namespace, custom);

    private static bool IsNew(ImmutableSortedDictionary<string, AttributeDefinition> custom, string name, IndexedValueType type)
    {
        if (name.Length == 0)
        {
            throw Errors.Invalid("Search attribute name is empty.");
        }

        if (SystemAttributes.Types.ContainsKey(name) || name.StartsWith("Temporal", StringComparison.Ordinal))
        {
            throw Errors.Invalid($"Search attribute {name} is reserved by system.");
        }

        if (type == IndexedValueType.Unspecified || !Enum.IsDefined(type))
        {
            throw Errors.Invalid($"Unknown search attribute type: {type}.");
        }

        return custom.GetValueOrDefault(name) is not { } known
            || (known.Type == type ? false : throw Errors.Refusal(StatusCode.AlreadyExists, $"Search attribute {name} already exists."));
    }

    private static AttributeDefinition Removable(ImmutableSortedDictionary<string, AttributeDefinition> custom, string name)
    {
        if (SystemAttributes.Types.ContainsKey(name))
        {
            throw Errors.Invalid($"Unable to remove non-custom search attributes: {name}.");
        }

        return custom.GetValueOrDefault(name) ?? throw Errors.NotFound($"Search attribute {name} doesn't exist.");
    }

    private static List<(string Namespace, AttributeDefinition Definition, bool IsRemoved)> Stored(SqliteConnection connection)
    {
        using var select = connection.Prepare("SELECT namespace, id, name, type, removed, sum FROM search_attributes");
        using var row = select.Read();
        var stored = new List<(string, AttributeDefinition, bool)>();
        while (row.Read())
        {
            var (@namespace, removed) = (row.GetString(0), row.GetInt64(4));
            var definition = new AttributeDefinition(row.GetInt64(1), row.GetString(2), (IndexedValueType)row.GetInt64(3));
            if (Sum(@namespace, definition, removed) != row.GetInt64(5))
            {
                throw DatabaseException.Corrupt(connection.DataSource, $"the search attribute '{definition.Name}' is damaged");
            }

            stored.Add((@namespace, definition, removed != 0));
        }

        return stored;
    }

    private static long Sum(string @namespace, AttributeDefinition definition, long removed) =>
        RowSum.Of([definition.Id, RowSum.Of(@namespace), RowSum.Of(definition.Name), (long)definition.Type, removed]);
}
