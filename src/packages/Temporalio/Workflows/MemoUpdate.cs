namespace Temporalio.Workflows;

/// <summary>A change of one memo field.</summary>
public class MemoUpdate
{
    private readonly object? _value;

    private MemoUpdate(string key, object? value) => (UntypedKey, _value) = (key, value);

    /// <summary>Whether the field gets a value, or goes.</summary>
    public bool HasValue => _value is not null;

    /// <summary>The field.</summary>
    public string UntypedKey { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The field goes.</exception>
    public object UntypedValue => _value ?? throw new InvalidOperationException("This update unsets the field.");

    /// <summary>Sets a field.</summary>
    public static MemoUpdate ValueSet(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(key, value);
    }

    /// <summary>Removes a field.</summary>
    public static MemoUpdate ValueUnset(string key) => new(key, null);
}
