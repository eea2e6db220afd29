using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.Blocks;

namespace SlackNet;

/// <summary>Reads properties marked with <see cref="TolerantAttribute"/>.</summary>
internal sealed class TolerantConverter : JsonConverter
{
    public override bool CanWrite => false;

    public override bool CanConvert(Type objectType) => true;

    public override object ReadJson(JsonReader reader, Type objectType, object existingValue, JsonSerializer serializer)
    {
        // The whole value is consumed first, so that the reader can go on behind it. Syntax errors and excessive nesting still throw.
        var json = JToken.Load(reader);
        if (objectType == typeof(IList<Block>))
        {
            return ReadBlocks(json, serializer);
        }

        return Read(json, objectType, serializer) ?? existingValue;
    }

    public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
        throw new NotSupportedException("This converter only reads.");

    private static List<Block> ReadBlocks(JToken json, JsonSerializer serializer) => json is JArray blocks
        ? [.. blocks.Select(block => (Block)Read(block, typeof(Block), serializer) ?? new UnknownBlock())]
        : [];

    private static object Read(JToken json, Type type, JsonSerializer serializer)
    {
        try
        {
            return json.ToObject(type, serializer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
