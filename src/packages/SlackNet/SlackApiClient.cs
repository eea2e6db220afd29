using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.WebApi;

namespace SlackNet;

/// <summary>Calls Slack's Web API.</summary>
public class SlackApiClient : ISlackApiClient
{
    private static readonly TimeSpan _defaultRetryAfter = TimeSpan.FromSeconds(1);

    private readonly IHttp _http;
    private readonly ISlackUrlBuilder _urlBuilder;
    private readonly SlackJsonSettings _jsonSettings;
    private readonly string _token;

    public SlackApiClient(string token) : this(Default.Http(), Default.UrlBuilder(), Default.JsonSettings(), token)
    {
    }

    public SlackApiClient(IHttp http, ISlackUrlBuilder urlBuilder, SlackJsonSettings jsonSettings, string token)
    {
        _http = http;
        _urlBuilder = urlBuilder;
        _jsonSettings = jsonSettings;
        _token = token;
    }

    /// <summary>Throws <see cref="SlackRateLimitException"/> on a 429. If false, the client waits and retries without limit.</summary>
    public bool DisableRetryOnRateLimit { get; set; }

    public IAppsConnectionsApi AppsConnectionsApi => new AppsConnectionsApi(this);

    public IAuthApi Auth => new AuthApi(this);

    public IChatApi Chat => new ChatApi(this);

    public IConversationsApi Conversations => new ConversationsApi(this);

    public IReactionsApi Reactions => new ReactionsApi(this);

    public IViewsApi Views => new ViewsApi(this);

    public Task Get(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) =>
        Get<object>(apiMethod, args, cancellationToken);

    public Task<T> Get<T>(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) where T : class =>
        CallAsync<T>(() => new HttpRequestMessage(HttpMethod.Get, _urlBuilder.Url(apiMethod, args)), cancellationToken);

    public Task Post(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) =>
        Post<object>(apiMethod, args, cancellationToken);

    public Task<T> Post<T>(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) where T : class =>
        CallAsync<T>(() => PostRequest(_urlBuilder.Url(apiMethod, []), args), cancellationToken);

    public Task Respond(string responseUrl, IReadOnlyMessage message, CancellationToken cancellationToken) =>
        PostMessageAsync(responseUrl, message, cancellationToken);

    public Task PostToWebhook(string webhookUrl, Message message, CancellationToken cancellationToken = default) =>
        PostMessageAsync(webhookUrl, message, cancellationToken);

    public ISlackApiClient WithAccessToken(string accessToken) =>
        new SlackApiClient(_http, _urlBuilder, _jsonSettings, accessToken) { DisableRetryOnRateLimit = DisableRetryOnRateLimit };

    private HttpRequestMessage PostRequest(string url, Dictionary<string, object> args) => new(HttpMethod.Post, url)
    {
        Content = new StringContent(JsonConvert.SerializeObject(MessageArgs.Given(args), _jsonSettings.SerializerSettings), Encoding.UTF8, "application/json"),
    };

    // Such an address is a credential itself; it must not learn the token.
    private async Task PostMessageAsync(string url, IReadOnlyMessage message, CancellationToken cancellationToken)
    {
        var answer = await SendAsync<JObject>(() => PostRequest(url, MessageArgs.From(message)), token: null, cancellationToken).ConfigureAwait(false);

        // Success is "ok" as text, ok:true or an empty body.
        if (answer?["ok"] is JValue { Value: false })
        {
            throw ToException(answer);
        }
    }

    private async Task<T> CallAsync<T>(Func<HttpRequestMessage> newRequest, CancellationToken cancellationToken) where T : class
    {
        var json = await SendAsync<JObject>(newRequest, _token, cancellationToken).ConfigureAwait(false) ?? [];
        if (json["ok"] is not JValue { Value: true })
        {
            throw ToException(json);
        }

        return json.ToObject<T>(JsonSerializer.Create(_jsonSettings.SerializerSettings));
    }

    private SlackException ToException(JObject answer) =>
        new(answer.ToObject<ErrorResponse>(JsonSerializer.Create(_jsonSettings.SerializerSettings)));

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> newRequest, string token, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = newRequest();
            if (token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            try
            {
                return await _http.Execute<T>(request, cancellationToken).ConfigureAwait(false);
            }
            catch (SlackRateLimitException limited) when (!DisableRetryOnRateLimit)
            {
                await Task.Delay(limited.RetryAfter ?? _defaultRetryAfter, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
