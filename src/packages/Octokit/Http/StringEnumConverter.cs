using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>Reads and writes any <see cref="StringEnum{TEnum}"/> as its text.</summary>
internal sealed class StringEnumConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(StringEnum<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(StringEnumConverter<>).MakeGenericType(typeToConvert.GenericTypeArguments));

    private sealed class StringEnumConverter<TEnum> : JsonConverter<StringEnum<TEnum>>
        where TEnum : struct, Enum
    {
        public override StringEnum<TEnum> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? string.Empty);

        public override void Write(Utf8JsonWriter writer, StringEnum<TEnum> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.StringValue);
    }
}
