using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet;

/// <summary>The registered handlers.</summary>
internal sealed class HandlerRegistrations
{
    public Dictionary<string, Type> Commands { get; } = [];

    public Dictionary<string, Type> Views { get; } = [];

    public List<Type> AllActions { get; } = [];

    public List<ActionRegistration> Actions { get; } = [];

    public List<Type> AllEvents { get; } = [];

    public List<EventRegistration> Events { get; } = [];
}

/// <summary>A handler, and a call that ignores the actions of other handlers.</summary>
internal sealed record ActionRegistration(Type Handler, Func<object, BlockAction, BlockActionRequest, Task> Call);

/// <summary>A handler, and a call that ignores the events of other handlers.</summary>
internal sealed record EventRegistration(Type Handler, Func<object, Event, Task> Call);
