using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.WebApi;

namespace SlackNet;

/// <summary>As in the official package, every request carries the token, those to a <c>response_url</c> too.</summary>
public class SlackApiClient : ISlackApiClient
{
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

    /// <summary>Without effect: this stand-in never waits for a rate limit, as the program asks of its clients.</summary>
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
        CallAsync<T>(new(HttpMethod.Get, _urlBuilder.Url(apiMethod, args)), cancellationToken);

    public Task Post(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) =>
        Post<object>(apiMethod, args, cancellationToken);

    public Task<T> Post<T>(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) where T : class =>
        PostAsync<T>(_urlBuilder.Url(apiMethod, []), IsMessage(apiMethod) ? MessageDefaults.AddTo(args) : MessageArgs.Given(args), cancellationToken);

    public Task Respond(string responseUrl, IReadOnlyMessage message, CancellationToken cancellationToken) =>
        PostAsync<object>(responseUrl, MessageDefaults.AddTo(MessageArgs.From(message)), cancellationToken);

    public Task PostToWebhook(string webhookUrl, Message message, CancellationToken cancellationToken = default) =>
        Respond(webhookUrl, message, cancellationToken);

    public ISlackApiClient WithAccessToken(string accessToken) => new SlackApiClient(_http, _urlBuilder, _jsonSettings, accessToken);

    private static bool IsMessage(string apiMethod) => apiMethod is "chat.postMessage" or "chat.postEphemeral" or "chat.update";

    private Task<T> PostAsync<T>(string url, Dictionary<string, object> args, CancellationToken cancellationToken) where T : class => CallAsync<T>(
        new(HttpMethod.Post, url)
        {
            Content = new StringContent(JsonConvert.SerializeObject(args, _jsonSettings.SerializerSettings), Encoding.UTF8, "application/json"),
        },
        cancellationToken);

    private async Task<T> CallAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken) where T : class
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            var answer = await _http.Execute<JObject>(request, cancellationToken) ?? new JObject { ["ok"] = true };
            var serializer = JsonSerializer.Create(_jsonSettings.SerializerSettings);
            return answer["ok"] is JValue { Value: true } ? answer.ToObject<T>(serializer) : throw new SlackException(answer.ToObject<ErrorResponse>(serializer));
        }
    }
}
