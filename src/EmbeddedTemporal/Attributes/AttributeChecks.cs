using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Attributes;

/// <summary>Checks, merges and indexes the search attributes that clients and workers set.</summary>
internal static class AttributeChecks
{
    // The real service's default limits.
    private const int MaxCount = 100;
    private const int MaxValueBytes = 2 * 1024;
    private const int MaxBytes = 40 * 1024;

    /// <summary>What is wrong with them, in the real service's words; null if nothing is.</summary>
    public static string? FindProblem(this AttributeRegistry registry, string @namespace, SearchAttributes? attributes)
    {
        if (attributes is null)
        {
            return null;
        }

        if (attributes.IndexedFields.Count > MaxCount)
        {
            return $"number of search attributes {attributes.IndexedFields.Count} exceeds limit {MaxCount}";
        }

        if (attributes.IndexedFields.Select(f => FindProblem(registry, @namespace, f.Key, f.Value)).FirstOrDefault(p => p is not null) is { } problem)
        {
            return problem;
        }

        var size = attributes.CalculateSize();
        return size > MaxBytes ? $"total size of search attributes {size} exceeds size limit {MaxBytes}" : null;
    }

    /// <summary>The attributes with their types, as events and descriptions show them; null for none.</summary>
    public static SearchAttributes? WithTypes(this AttributeRegistry registry, string @namespace, SearchAttributes? attributes)
    {
        if (attributes is null)
        {
            return null;
        }

        var typed = new SearchAttributes();
        foreach (var (name, value) in attributes.IndexedFields)
        {
            typed.IndexedFields[name] = registry.Find(@namespace, name) is { } definition ? AttributeValue.WithType(value, definition.Type) : value;
        }

        return typed;
    }

    /// <summary>Sets <paramref name="changes"/> in <paramref name="attributes"/>; an empty value removes its attribute.</summary>
    public static void Merge(this AttributeRegistry registry, string @namespace, SearchAttributes attributes, SearchAttributes changes)
    {
        foreach (var (name, value) in changes.IndexedFields)
        {
            if (registry.Find(@namespace, name) is { } definition && AttributeValue.Decode(value, definition.Type) is [])
            {
                attributes.IndexedFields.Remove(name);
            }
            else
            {
                attributes.IndexedFields[name] = value;
            }
        }
    }

    /// <summary>The values for the index. An attribute that has been removed meanwhile has none.</summary>
    public static IReadOnlyList<Storage.IndexedValue> Index(this AttributeRegistry registry, string @namespace, SearchAttributes? attributes)
    {
        if (attributes is null || attributes.IndexedFields.Count == 0)
        {
            return [];
        }

        var values = new List<Storage.IndexedValue>();
        foreach (var (name, payload) in attributes.IndexedFields)
        {
            if (registry.Find(@namespace, name) is { } definition)
            {
                values.AddRange((AttributeValue.Decode(payload, definition.Type) ?? []).Select(value => new Storage.IndexedValue(definition.Id, value)));
            }
        }

        return values;
    }

    private static string? FindProblem(AttributeRegistry registry, string @namespace, string name, Payload value)
    {
        if (SystemAttributes.Types.ContainsKey(name) && !SystemAttributes.IsSettable(name))
        {
            return $"{name} attribute can't be set in SearchAttributes";
        }

        if (registry.Find(@namespace, name) is not { } definition)
        {
            return $"Namespace {@namespace} has no mapping defined for search attribute {name}";
        }

        if (AttributeValue.Decode(value, definition.Type) is null)
        {
            return $"invalid value for search attribute {name} of type {definition.Type}: {AttributeValue.Show(value)}";
        }

        return value.Data.Length > MaxValueBytes ? $"search attribute {name} value size {value.Data.Length} exceeds size limit {MaxValueBytes}" : null;
    }
}
