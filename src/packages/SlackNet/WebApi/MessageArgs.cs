using SlackNet.Interaction;

namespace SlackNet.WebApi;

/// <summary>A message as the arguments of a Web API method.</summary>
internal static class MessageArgs
{
    public static Dictionary<string, object> From(IReadOnlyMessage message) => message is ResponseMessage response ? response.Args : new()
    {
        ["channel"] = message.Channel,
        ["text"] = message.Text,
        ["parse"] = message.Parse == ParseMode.None ? null : message.Parse,
        ["link_names"] = message.LinkNames ? true : null,
        ["blocks"] = message.Blocks,
        ["unfurl_links"] = message.UnfurlLinks,
        ["unfurl_media"] = message.UnfurlMedia,
        ["username"] = message.Username,
        ["icon_url"] = message.IconUrl,
        ["icon_emoji"] = message.IconEmoji,
        ["thread_ts"] = message.ThreadTs,
        ["reply_broadcast"] = message.ReplyBroadcast ? true : null,
        ["metadata"] = message.MetadataJson,
    };

    public static Dictionary<string, object> From(SlashCommandResponse response) =>
        With(response.Message, ("response_type", response.ResponseType));

    public static Dictionary<string, object> From(MessageResponse response) => With(
        response.Message,
        ("response_type", response.ResponseType),
        ("replace_original", response.ReplaceOriginal),
        ("delete_original", response.DeleteOriginal));

    private static Dictionary<string, object> With(IReadOnlyMessage message, params ReadOnlySpan<(string Name, object Value)> more)
    {
        var args = message is null ? [] : From(message);
        foreach (var (name, value) in more)
        {
            args[name] = value;
        }

        return Given(args);
    }

    /// <summary>Removes null values: the JSON settings omit null properties, but not null entries of a dictionary.</summary>
    public static Dictionary<string, object> Given(Dictionary<string, object> args) =>
        args.Where(arg => arg.Value is not null).ToDictionary(arg => arg.Key, arg => arg.Value);
}
