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

    /// <summary>Whether a 429 is thrown as <see cref="SlackRateLimitException"/> instead of being waited out, however often it comes.</summary>
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

    // The two addresses below are secrets of their own: the token stays at home.
    public Task Respond(string responseUrl, IReadOnlyMessage message, CancellationToken cancellationToken) =>
        SendAsync<object>(() => PostRequest(responseUrl, MessageArgs.From(message)), token: null, cancellationToken);

    public Task PostToWebhook(string webhookUrl, Message message, CancellationToken cancellationToken = default) =>
        SendAsync<object>(() => PostRequest(webhookUrl, MessageArgs.From(message)), token: null, cancellationToken);

    public ISlackApiClient WithAccessToken(string accessToken) =>
        new SlackApiClient(_http, _urlBuilder, _jsonSettings, accessToken) { DisableRetryOnRateLimit = DisableRetryOnRateLimit };

    private HttpRequestMessage PostRequest(string url, Dictionary<string, object> args) => new(HttpMethod.Post, url)
    {
        Content = new StringContent(JsonConvert.SerializeObject(MessageArgs.Given(args), _jsonSettings.SerializerSettings), Encoding.UTF8, "application/json"),
    };

    private async Task<T> CallAsync<T>(Func<HttpRequestMessage> newRequest, CancellationToken cancellationToken) where T : class
    {
        var json = await SendAsync<JObject>(newRequest, _token, cancellationToken).ConfigureAwait(false) ?? [];
        var serializer = JsonSerializer.Create(_jsonSettings.SerializerSettings);
        if (json.Value<bool?>("ok") is not true)
        {
            throw new SlackException(json.ToObject<ErrorResponse>(serializer));
        }

        return json.ToObject<T>(serializer);
    }

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
