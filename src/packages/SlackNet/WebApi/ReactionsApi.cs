namespace SlackNet.WebApi;

/// <summary>Adds and removes reactions. See https://docs.slack.dev/reference/methods#reactions</summary>
public interface IReactionsApi
{
    Task AddToMessage(string name, string channelId, string ts, CancellationToken cancellationToken = default);

    Task RemoveFromMessage(string name, string channelId, string ts, CancellationToken cancellationToken = default);
}

internal sealed class ReactionsApi(SlackApiClient client) : IReactionsApi
{
    public Task AddToMessage(string name, string channelId, string ts, CancellationToken cancellationToken = default) =>
        client.Post("reactions.add", Args(name, channelId, ts), cancellationToken);

    public Task RemoveFromMessage(string name, string channelId, string ts, CancellationToken cancellationToken = default) =>
        client.Post("reactions.remove", Args(name, channelId, ts), cancellationToken);

    private static Dictionary<string, object> Args(string name, string channelId, string ts) =>
        new() { ["name"] = name, ["channel"] = channelId, ["timestamp"] = ts };
}
