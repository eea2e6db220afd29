using SlackNet.Blocks;

namespace SlackNet.WebApi;

/// <summary>A message for a <c>response_url</c>, with its additional arguments.</summary>
internal sealed class ResponseMessage(IReadOnlyMessage message, Dictionary<string, object> args) : IReadOnlyMessage
{
    /// <summary>All arguments.</summary>
    public Dictionary<string, object> Args { get; } = args;

    public string Channel => message?.Channel;

    public string Text => message?.Text;

    public ParseMode Parse => message?.Parse ?? default;

    public bool LinkNames => message?.LinkNames ?? default;

    public IList<Block> Blocks => message?.Blocks;

    public bool UnfurlLinks => message?.UnfurlLinks ?? default;

    public bool UnfurlMedia => message?.UnfurlMedia ?? default;

    public string Username => message?.Username;

    public string IconUrl => message?.IconUrl;

    public string IconEmoji => message?.IconEmoji;

    public string ThreadTs => message?.ThreadTs;

    public bool ReplyBroadcast => message?.ReplyBroadcast ?? default;

    public MessageMetadata MetadataJson => message?.MetadataJson;
}
