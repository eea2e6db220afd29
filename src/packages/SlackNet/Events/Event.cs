namespace SlackNet.Events;

/// <summary>Something that happened. See https://docs.slack.dev/reference/events</summary>
public class Event
{
    public string Type { get; set; }

    public string EventTs { get; set; }
}

/// <summary>What Slack posts to the event endpoint.</summary>
public class EventRequest
{
    public string Type { get; set; }

    public string Token { get; set; }
}

/// <summary>Asks whether the endpoint is really the app's. See https://docs.slack.dev/reference/events/url_verification</summary>
public class UrlVerification : EventRequest
{
    public string Challenge { get; set; }
}

/// <summary>An event on its way.</summary>
public class EventCallback : EventRequest
{
    public string TeamId { get; set; }

    public string EnterpriseId { get; set; }

    public string ApiAppId { get; set; }

    public bool IsExtSharedChannel { get; set; }

    public Event Event { get; set; }

    public string EventContext { get; set; }

    /// <summary>Unique in the world; the same on every retry.</summary>
    public string EventId { get; set; }

    /// <summary>In seconds since 1970.</summary>
    public int EventTime { get; set; }
}
