using Newtonsoft.Json;

namespace SlackNet;

/// <summary>Reads dictionaries. Slack writes an empty one as <c>[]</c> in some payloads.</summary>
internal sealed class EmptyArrayConverter : JsonConverter
{
    public override bool CanWrite => false;

    public override bool CanConvert(Type objectType) => objectType.IsGenericType && objectType.GetGenericTypeDefinition() == typeof(Dictionary<,>);

    public override object ReadJson(JsonReader reader, Type objectType, object existingValue, JsonSerializer serializer)
    {
        var dictionary = Activator.CreateInstance(objectType);
        if (reader.TokenType == JsonToken.StartObject)
        {
            serializer.Populate(reader, dictionary);
            return dictionary;
        }

        if (reader.TokenType != JsonToken.StartArray || !reader.Read() || reader.TokenType != JsonToken.EndArray)
        {
            throw new JsonSerializationException($"Expected an object or an empty array at {reader.Path}.");
        }

        return dictionary;
    }

    public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
        throw new NotSupportedException("This converter only reads.");
}
