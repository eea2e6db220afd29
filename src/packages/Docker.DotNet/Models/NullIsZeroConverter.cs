using System.Text.Json;
using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>Go's absent numbers come as null, for example the exit code of a program that still runs.</summary>
internal sealed class NullIsZeroConverter : JsonConverter<long>
{
    public override bool HandleNull => true;

    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? 0 : reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
