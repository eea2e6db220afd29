using Newtonsoft.Json;
using SlackNet.Blocks;

namespace SlackNet.Events;

/// <summary>The common fields of events about messages.</summary>
public abstract class MessageEventBase : Event
{
    protected MessageEventBase()
    {
    }

    public string User { get; set; }

    public string Text { get; set; }

    public string Ts { get; set; }

    public string Team { get; set; }

    public string Channel { get; set; }

    /// <summary>The first message of the thread. Equal to <see cref="Ts"/> on that message itself; null outside of threads.</summary>
    public string ThreadTs { get; set; }

    [Tolerant]
    public IList<Block> Blocks { get; set; } = [];

    public Edit Edited { get; set; }
}

/// <summary>A message, in an event or read from a channel. See https://docs.slack.dev/reference/events/message</summary>
[SlackType("message")]
public class MessageEvent : MessageEventBase
{
    /// <summary>Null on an ordinary message.</summary>
    public string Subtype { get; set; }

    public string ChannelType { get; set; }

    [JsonIgnore]
    public virtual bool Hidden => false;

    public MessageMetadata Metadata { get; set; }

    /// <summary>The bot that posted the message; null for people.</summary>
    public string BotId { get; set; }

    /// <summary>The app that posted the message; null for people.</summary>
    public string AppId { get; set; }
}

/// <summary>A bot's message.</summary>
[SlackType("bot_message")]
public class BotMessage : MessageEvent
{
    public string Username { get; set; }
}

/// <summary>A message was edited.</summary>
[SlackType("message_changed")]
public class MessageChanged : MessageEvent
{
    [JsonIgnore]
    public override bool Hidden => true;

    public MessageEvent Message { get; set; }

    public MessageEvent PreviousMessage { get; set; }
}

/// <summary>A message was deleted.</summary>
[SlackType("message_deleted")]
public class MessageDeleted : MessageEvent
{
    [JsonIgnore]
    public override bool Hidden => true;

    public string DeletedTs { get; set; }
}

/// <summary>A message that mentions the app. An app that is subscribed to messages too receives both events.</summary>
[SlackType("app_mention")]
public class AppMention : MessageEventBase;
