using SlackNet.WebApi;

namespace SlackNet.Interaction;

/// <summary>A message as the answer to a request.</summary>
public interface IMessageResponse
{
    Message Message { get; set; }
}

/// <summary>The answer to a click.</summary>
public class MessageResponse : IMessageResponse
{
    /// <summary>In the channel, or to one person.</summary>
    public ResponseType ResponseType { get; set; }

    /// <summary>Whether it replaces the message of the click.</summary>
    public bool ReplaceOriginal { get; set; }

    /// <summary>Whether the message of the click is deleted.</summary>
    public bool DeleteOriginal { get; set; }

    public Message Message { get; set; }
}

/// <summary>The visibility of an answer.</summary>
public enum ResponseType
{
    InChannel = 0,
    Ephemeral = 1,
}
