using System.Globalization;
using Newtonsoft.Json;

namespace SlackNet;

/// <summary>Addresses of Slack itself.</summary>
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
        bool flag => flag ? "true" : "false",
        IEnumerable<string> list => string.Join(',', list),
        IFormattable number when value is not Enum => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonConvert.SerializeObject(value, jsonSettings.SerializerSettings).Trim('"'),
    };
}
