using SlackNet.Events;

namespace SlackNet.WebApi;

/// <summary>A posted message.</summary>
public class PostMessageResponse
{
    public string Ts { get; set; }

    public string Channel { get; set; }

    public MessageEvent Message { get; set; }
}

/// <summary>An ephemeral message. Other methods do not accept its timestamp.</summary>
public class PostEphemeralResponse
{
    public string MessageTs { get; set; }
}

/// <summary>An edited message.</summary>
public class MessageUpdateResponse
{
    public string Channel { get; set; }

    public string Ts { get; set; }

    public string Text { get; set; }
}

/// <summary>Identifies a message.</summary>
public class MessageTsResponse
{
    public string Channel { get; set; }

    public string Ts { get; set; }
}

/// <summary>The address of a message.</summary>
public class PermalinkResponse
{
    public string Channel { get; set; }

    public string Permalink { get; set; }
}
