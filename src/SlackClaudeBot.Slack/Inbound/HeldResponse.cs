using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>A response that nobody has received yet: what should run after it is sent runs when it is completed.</summary>
internal sealed class HeldResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _callbacks = new();

    public override void OnCompleted(Func<object, Task> callback, object state) => _callbacks.Push((callback, state));

    /// <summary>Runs all callbacks, the last one first, as a server does.</summary>
    /// <exception cref="Exception">The first failure of a callback; the others have run all the same.</exception>
    public async Task CompleteAsync()
    {
        ExceptionDispatchInfo? failure = null;
        while (_callbacks.TryPop(out var next))
        {
            try
            {
                await next.Callback(next.State);
            }
            catch (Exception e)
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        failure?.Throw();
    }
}
