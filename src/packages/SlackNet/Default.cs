using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace SlackNet;

/// <summary>The default services of SlackNet.</summary>
public static class Default
{
    private static readonly HttpClient _sharedHttpClient = new();

    /// <summary>Sends requests with <see cref="HttpClient"/>.</summary>
    /// <param name="jsonSettings">Used to read answers.</param>
    /// <param name="getHttpClient">Called before each request; null for one shared client.</param>
    /// <param name="logger">Receives the status of each request.</param>
    public static IHttp Http(SlackJsonSettings jsonSettings = null, Func<HttpClient> getHttpClient = null, ILogger logger = null) =>
        new Http(jsonSettings ?? JsonSettings(), getHttpClient ?? (() => _sharedHttpClient), logger ?? Logger);

    /// <summary>Addresses of <c>https://slack.com/api/</c>.</summary>
    public static ISlackUrlBuilder UrlBuilder(SlackJsonSettings jsonSettings = null) => new SlackUrlBuilder(jsonSettings ?? JsonSettings());

    /// <summary>snake_case, without nulls; <c>type</c> selects the class.</summary>
    /// <param name="slackTypeResolver">Finds the class.</param>
    /// <param name="logger">Receives each error in reading.</param>
    public static SlackJsonSettings JsonSettings(ISlackTypeResolver slackTypeResolver = null, ILogger logger = null) => new(new JsonSerializerSettings
    {
        Error = (_, e) => logger?.Log(LogCategory.Serialization, e.ErrorContext.Error, "Cannot read {Path}", ("Path", e.ErrorContext.Path)),
        ContractResolver = new SlackContractResolver(),
        NullValueHandling = NullValueHandling.Ignore,
        // Text that looks like a date stays text: people type dates.
        DateParseHandling = DateParseHandling.None,
        DateFormatString = "yyyy-MM-dd",
        // Payloads are untrusted; Slack's own nest about a dozen levels deep.
        MaxDepth = 64,
        Converters =
        {
            new SlackTypeConverter(slackTypeResolver ?? SlackTypeResolver()),
            new StringEnumConverter(new SnakeCaseNamingStrategy()),
            new EmptyArrayConverter(),
            new TimeOfDayConverter(),
        },
    });

    /// <summary>Finds the class for a value of <c>type</c>.</summary>
    public static ISlackTypeResolver SlackTypeResolver() => new SlackTypeResolver();

    /// <summary>Discards all events.</summary>
    public static ILogger Logger { get; } = new NullLogger();
}
