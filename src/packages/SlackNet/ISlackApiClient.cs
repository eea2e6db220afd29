using SlackNet.WebApi;

namespace SlackNet;

/// <summary>Calls Slack's Web API. See https://docs.slack.dev/apis/web-api</summary>
public interface ISlackApiClient
{
    IAppsConnectionsApi AppsConnectionsApi { get; }

    IAuthApi Auth { get; }

    IChatApi Chat { get; }

    IConversationsApi Conversations { get; }

    IReactionsApi Reactions { get; }

    IViewsApi Views { get; }

    /// <summary>Calls a method with its arguments in the query.</summary>
    Task Get(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken);

    /// <summary>Calls a method with its arguments in the query.</summary>
    Task<T> Get<T>(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) where T : class;

    /// <summary>Calls a method with its arguments as JSON.</summary>
    Task Post(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken);

    /// <summary>Calls a method with its arguments as JSON.</summary>
    Task<T> Post<T>(string apiMethod, Dictionary<string, object> args, CancellationToken cancellationToken) where T : class;

    /// <summary>Answers through the <c>response_url</c> of a command or click; Slack accepts 5 answers within 30 minutes.</summary>
    Task Respond(string responseUrl, IReadOnlyMessage message, CancellationToken cancellationToken);

    /// <summary>Posts through an incoming webhook.</summary>
    Task PostToWebhook(string webhookUrl, Message message, CancellationToken cancellationToken = default);

    /// <summary>An equal client with another token.</summary>
    ISlackApiClient WithAccessToken(string accessToken);
}
