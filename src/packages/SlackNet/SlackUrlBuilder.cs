using System.Collections;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackNet;

/// <summary>Addresses of Slack's own API.</summary>
internal sealed class SlackUrlBuilder(SlackJsonSettings jsonSettings) : ISlackUrlBuilder
{
    public string Url(string apiMethod, Dictionary<string, object> args)
    {
        var query = string.Join('&', args.Where(arg => arg.Value is not null).Select(arg => $"{arg.Key}={Uri.EscapeDataString(Text(arg.Value))}"));
        return $"https://slack.com/api/{apiMethod}{(query.Length == 0 ? "" : "?")}{query}";
    }

    private string Text(object value) => value switch
    {
        string text => text,
        IDictionary or JToken => Json(value),
        IEnumerable list => string.Join(',', list.Cast<object>().Select(Text)),
        _ => Json(value),
    };

    // Enum values are JSON strings; the quotes do not belong into a query.
    private string Json(object value) => JsonConvert.SerializeObject(value, jsonSettings.SerializerSettings).Trim('"');
}
