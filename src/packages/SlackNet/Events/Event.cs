namespace SlackNet.Events;

/// <summary>An event. See https://docs.slack.dev/reference/events</summary>
public class Event
{
    public string Type { get; set; }

    public string EventTs { get; set; }
}

/// <summary>The body of a request to the event endpoint.</summary>
public class EventRequest
{
    public string Type { get; set; }

    public string Token { get; set; }
}

/// <summary>Verifies that the endpoint belongs to the app. See https://docs.slack.dev/reference/events/url_verification</summary>
public class UrlVerification : EventRequest
{
    public string Challenge { get; set; }
}

/// <summary>The delivery of an event.</summary>
public class EventCallback : EventRequest
{
    public string TeamId { get; set; }

    public string EnterpriseId { get; set; }

    public string ApiAppId { get; set; }

    public bool IsExtSharedChannel { get; set; }

    public Event Event { get; set; }

    public string EventContext { get; set; }

    /// <summary>Globally unique; equal on each retry.</summary>
    public string EventId { get; set; }

    /// <summary>In seconds since 1970.</summary>
    public int EventTime { get; set; }
}
