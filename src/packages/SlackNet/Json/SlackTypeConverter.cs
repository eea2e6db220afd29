using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.Events;

namespace SlackNet;

/// <summary>Reads blocks, elements, events and other objects as the class for their <c>type</c>.</summary>
internal sealed class SlackTypeConverter(ISlackTypeResolver types) : JsonConverter
{
    public override bool CanWrite => false;

    public override bool CanConvert(Type objectType) => SlackTypeResolver.HasSubtypes(objectType);

    public override object ReadJson(JsonReader reader, Type objectType, object existingValue, JsonSerializer serializer)
    {
        if (reader.TokenType == JsonToken.Null)
        {
            return null;
        }

        var json = JObject.Load(reader);
        var type = types.FindType(objectType, Text(json["type"]));
        if (type == typeof(MessageEvent))
        {
            type = types.FindType(typeof(MessageEvent), Text(json["subtype"]));
        }

        // Populate uses no converter for the object itself. Deserialize would call this method again without end.
        var value = Make(type);
        using var properties = json.CreateReader();
        serializer.Populate(properties, value);
        return value;
    }

    public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) =>
        throw new NotSupportedException("This converter only reads.");

    // The constructors of text objects have a default argument; those of all other classes have none.
    private static object Make(Type type) =>
        type.GetConstructors() is [var constructor] && constructor.GetParameters() is { Length: > 0 } parameters
            ? constructor.Invoke([.. parameters.Select(parameter => parameter.DefaultValue)])
            : Activator.CreateInstance(type, nonPublic: true);

    private static string Text(JToken token) => token is JValue { Value: string text } ? text : "";
}
