using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace SlackNet;

/// <summary>As in the official package, JSON is read with Newtonsoft's defaults: text that looks like a date is rewritten.</summary>
public static class Default
{
    public static IHttp Http(SlackJsonSettings jsonSettings = null, Func<HttpClient> getHttpClient = null, ILogger logger = null) =>
        new Http(jsonSettings ?? JsonSettings(), getHttpClient ?? (() => throw new InvalidOperationException("The program creates its own HTTP clients.")));

    public static ISlackUrlBuilder UrlBuilder(SlackJsonSettings jsonSettings = null) => new SlackUrlBuilder(jsonSettings ?? JsonSettings());

    public static SlackJsonSettings JsonSettings(ISlackTypeResolver slackTypeResolver = null, ILogger logger = null) => new(new JsonSerializerSettings
    {
        ContractResolver = new SlackContractResolver(),
        NullValueHandling = NullValueHandling.Ignore,
        DateFormatString = "yyyy-MM-dd",
        Converters =
        {
            new SlackTypeConverter(slackTypeResolver ?? SlackTypeResolver()),
            new StringEnumConverter(new SnakeCaseNamingStrategy()),
            new EmptyArrayConverter(),
            new TimeOfDayConverter(),
        },
    });

    public static ISlackTypeResolver SlackTypeResolver() => new SlackTypeResolver();

    public static ILogger Logger { get; } = new NullLogger();
}
