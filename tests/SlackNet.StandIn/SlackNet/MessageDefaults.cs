namespace SlackNet;

/// <summary>The official package sends these fields of a message with their default values too.</summary>
internal static class MessageDefaults
{
    public static Dictionary<string, object> AddTo(Dictionary<string, object> args)
    {
        args = WebApi.MessageArgs.Given(args);
        args.TryAdd("parse", WebApi.ParseMode.None);
        args.TryAdd("link_names", false);
        args.TryAdd("attachments", Array.Empty<object>());
        args.TryAdd("reply_broadcast", false);
        return args;
    }
}
