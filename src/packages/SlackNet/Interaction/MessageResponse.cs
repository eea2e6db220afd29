using SlackNet.WebApi;

namespace SlackNet.Interaction;

/// <summary>An answer that is a message.</summary>
public interface IMessageResponse
{
    Message Message { get; set; }
}

/// <summary>The answer to a click.</summary>
public class MessageResponse : IMessageResponse
{
    /// <summary>Who sees it.</summary>
    public ResponseType ResponseType { get; set; }

    /// <summary>Whether it takes the place of the message that was clicked in.</summary>
    public bool ReplaceOriginal { get; set; }

    /// <summary>Whether the message that was clicked in goes away.</summary>
    public bool DeleteOriginal { get; set; }

    public Message Message { get; set; }
}

/// <summary>Who sees an answer.</summary>
public enum ResponseType
{
    InChannel = 0,
    Ephemeral = 1,
}
