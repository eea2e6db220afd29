using SlackNet.Events;

namespace SlackNet;

/// <summary>Handles all events.</summary>
public interface IEventHandler
{
    Task Handle(EventCallback eventCallback);
}

/// <summary>Handles events of one type.</summary>
public interface IEventHandler<in T> where T : Event
{
    Task Handle(T slackEvent);
}
