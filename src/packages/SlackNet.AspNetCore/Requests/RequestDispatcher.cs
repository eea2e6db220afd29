using Microsoft.Extensions.DependencyInjection;
using SlackNet.Events;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackNet.AspNetCore;

/// <summary>Creates the handlers of each request in a new scope and calls them.</summary>
internal sealed class RequestDispatcher(IServiceScopeFactory scopes, HandlerRegistrations handlers) : IRequestDispatcher
{
    public async Task<object> Command(SlashCommand command)
    {
        if (!handlers.Commands.TryGetValue(command.Command ?? "", out var handler))
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var response = await Make<ISlashCommandHandler>(scope, handler).Handle(command).ConfigureAwait(false);
        return response is null ? null : MessageArgs.From(response);
    }

    public async Task<object> Interact(InteractionRequest request)
    {
        await using var scope = scopes.CreateAsyncScope();
        switch (request)
        {
            case BlockActionRequest action:
                await ActAsync(scope, action).ConfigureAwait(false);
                return null;
            case ViewSubmission submission when View(submission.View) is { } handler:
                return await Make<IViewSubmissionHandler>(scope, handler).Handle(submission).ConfigureAwait(false);
            case ViewClosed closed when View(closed.View) is { } handler:
                await Make<IViewSubmissionHandler>(scope, handler).HandleClose(closed).ConfigureAwait(false);
                return null;
            default:
                return null;
        }
    }

    public async Task Notify(EventCallback callback)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var handler in handlers.AllEvents)
        {
            await Make<IEventHandler>(scope, handler).Handle(callback).ConfigureAwait(false);
        }

        foreach (var (handler, call) in handlers.Events)
        {
            await call(scope.ServiceProvider.GetRequiredService(handler), callback.Event).ConfigureAwait(false);
        }
    }

    private async Task ActAsync(AsyncServiceScope scope, BlockActionRequest request)
    {
        foreach (var handler in handlers.AllActions)
        {
            await Make<IBlockActionHandler>(scope, handler).Handle(request).ConfigureAwait(false);
        }

        foreach (var (handler, call) in handlers.Actions)
        {
            await call(scope.ServiceProvider.GetRequiredService(handler), request.Action, request).ConfigureAwait(false);
        }
    }

    private Type View(ViewInfo view) => handlers.Views.GetValueOrDefault(view?.CallbackId ?? "");

    private static T Make<T>(AsyncServiceScope scope, Type handler) => (T)scope.ServiceProvider.GetRequiredService(handler);
}
