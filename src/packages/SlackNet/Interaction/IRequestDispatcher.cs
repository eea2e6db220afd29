using SlackNet.Events;

namespace SlackNet.Interaction;

/// <summary>Brings what came in, by whichever way, to its handler.</summary>
internal interface IRequestDispatcher
{
    /// <returns>The answer's JSON as an object; null for an empty one.</returns>
    Task<object> Command(SlashCommand command);

    /// <returns>The answer's JSON as an object; null for an empty one.</returns>
    Task<object> Interact(InteractionRequest request);

    Task Notify(EventCallback callback);
}
