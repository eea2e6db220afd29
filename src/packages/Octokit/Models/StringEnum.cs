namespace Octokit;

/// <summary>A value of an enumeration to which GitHub may add names that we do not know.</summary>
public readonly struct StringEnum<TEnum> : IEquatable<StringEnum<TEnum>>
    where TEnum : struct
{
    private readonly TEnum? _value;

    public StringEnum(TEnum parsedValue) => (StringValue, _value) = (Spelling(parsedValue), parsedValue);

    public StringEnum(string stringValue) => (StringValue, _value) = (stringValue, Parse(stringValue));

    /// <summary>As GitHub spells it.</summary>
    public string StringValue { get; }

    /// <exception cref="ArgumentException">The name is not known.</exception>
    public TEnum Value => _value ?? throw new ArgumentException($"'{StringValue}' is no {typeof(TEnum).Name} that is known here.");

    public static implicit operator StringEnum<TEnum>(string value) => new(value);

    public static implicit operator StringEnum<TEnum>(TEnum parsedValue) => new(parsedValue);

    public static bool operator ==(StringEnum<TEnum> left, StringEnum<TEnum> right) => left.Equals(right);

    public static bool operator !=(StringEnum<TEnum> left, StringEnum<TEnum> right) => !left.Equals(right);

    public bool TryParse(out TEnum value)
    {
        value = _value.GetValueOrDefault();
        return _value.HasValue;
    }

    public bool Equals(StringEnum<TEnum> other) =>
        _value.HasValue && other._value.HasValue
            ? EqualityComparer<TEnum>.Default.Equals(_value.Value, other._value.Value)
            : string.Equals(StringValue, other.StringValue, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object obj) => obj is StringEnum<TEnum> other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode() ?? StringComparer.OrdinalIgnoreCase.GetHashCode(StringValue ?? string.Empty);

    public override string ToString() => StringValue;

    // Enum would take numbers for names too.
    private static TEnum? Parse(string text) =>
        text.Length > 0 && char.IsLetter(text[0])
        && Enum.TryParse<TEnum>(text.Replace("_", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : null;

    private static string Spelling(TEnum value) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
