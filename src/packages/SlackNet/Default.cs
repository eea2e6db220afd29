using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;
using SlackNet.SocketMode;

namespace SlackNet;

/// <summary>The parts an API client is made of, as they are unless they are replaced.</summary>
public static class Default
{
    private static readonly HttpClient _sharedHttpClient = new();

    /// <summary>Sends requests and reads answers.</summary>
    /// <param name="jsonSettings">How answers are read.</param>
    /// <param name="getHttpClient">Asked for a client before each request; one shared client where it is null.</param>
    /// <param name="logger">Told each request and how it was answered.</param>
    public static IHttp Http(SlackJsonSettings jsonSettings = null, Func<HttpClient> getHttpClient = null, ILogger logger = null) =>
        new Http(jsonSettings ?? JsonSettings(), getHttpClient ?? (() => _sharedHttpClient), logger ?? Logger);

    /// <summary>Addresses of <c>https://slack.com/api/</c>.</summary>
    public static ISlackUrlBuilder UrlBuilder(SlackJsonSettings jsonSettings = null) => new SlackUrlBuilder(jsonSettings ?? JsonSettings());

    /// <summary>snake_case, without nulls, classes chosen by <c>type</c>.</summary>
    /// <param name="slackTypeResolver">Chooses the classes.</param>
    /// <param name="logger">Told what cannot be read, before the error is thrown.</param>
    public static SlackJsonSettings JsonSettings(ISlackTypeResolver slackTypeResolver = null, ILogger logger = null) => new(new JsonSerializerSettings
    {
        Error = (_, e) => logger?.Log(LogCategory.Serialization, e.ErrorContext.Error, "Cannot read {Path}", ("Path", e.ErrorContext.Path)),
        ContractResolver = new SlackContractResolver(),
        NullValueHandling = NullValueHandling.Ignore,
        // A timestamp such as "1700000000.000100" stays text.
        DateParseHandling = DateParseHandling.None,
        // Requests come from outside; Slack's own nest a dozen deep.
        MaxDepth = 64,
        Converters = { new SlackTypeConverter(slackTypeResolver ?? SlackTypeResolver()), new StringEnumConverter(new SnakeCaseNamingStrategy()) },
    });

    /// <summary>Opens the websockets of Socket Mode.</summary>
    public static IWebSocketFactory WebSocketFactory { get; } = new WebSocketFactory();

    /// <summary>Classes by Slack's names of them.</summary>
    public static ISlackTypeResolver SlackTypeResolver() => new SlackTypeResolver();

    /// <summary>Tells nobody.</summary>
    public static ILogger Logger { get; } = new NullLogger();

    /// <summary>Two connections.</summary>
    public static SocketModeConnectionOptions SocketModeConnectionOptions { get; } = new();
}
