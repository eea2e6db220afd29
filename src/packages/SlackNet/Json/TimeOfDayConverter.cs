using System.Globalization;
using Newtonsoft.Json;

namespace SlackNet;

/// <summary>Times of day as <c>hh:mm</c>. See https://docs.slack.dev/reference/block-kit/block-elements/time-picker-element</summary>
internal sealed class TimeOfDayConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan ReadJson(JsonReader reader, Type objectType, TimeSpan existingValue, bool hasExistingValue, JsonSerializer serializer) =>
        TimeSpan.TryParse(reader.Value as string, CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new JsonSerializationException($"Expected a time of day at {reader.Path}.");

    public override void WriteJson(JsonWriter writer, TimeSpan value, JsonSerializer serializer) =>
        writer.WriteValue(value.ToString(@"hh\:mm", CultureInfo.InvariantCulture));
}
