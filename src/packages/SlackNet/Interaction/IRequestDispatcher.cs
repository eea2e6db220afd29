using SlackNet.Events;

namespace SlackNet.Interaction;

/// <summary>Calls the handlers of a request.</summary>
internal interface IRequestDispatcher
{
    /// <returns>The answer, to be serialized as JSON; null for an empty one.</returns>
    Task<object> Command(SlashCommand command);

    /// <returns>The answer, to be serialized as JSON; null for an empty one.</returns>
    Task<object> Interact(InteractionRequest request);

    Task Notify(EventCallback callback);
}
