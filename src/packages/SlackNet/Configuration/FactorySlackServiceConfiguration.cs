using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet;

/// <summary>Takes parts and handlers as types that are made where they are needed.</summary>
/// <inheritdoc/>
public abstract class FactorySlackServiceConfiguration<TConfig> : SlackServiceConfigurationBase<TConfig>
    where TConfig : FactorySlackServiceConfiguration<TConfig>
{
    // Internal: only this assembly and SlackNet.AspNetCore decide how services are made.
    internal FactorySlackServiceConfiguration()
    {
    }

    internal HandlerRegistrations Handlers { get; } = new();

    public TConfig UseHttp<TService>() where TService : class, IHttp => Chain(() => UsePart(typeof(IHttp), typeof(TService)));

    public TConfig UseUrlBuilder<TService>() where TService : class, ISlackUrlBuilder =>
        Chain(() => UsePart(typeof(ISlackUrlBuilder), typeof(TService)));

    public TConfig UseLogger<TService>() where TService : class, ILogger => Chain(() => UsePart(typeof(ILogger), typeof(TService)));

    public TConfig UseWebSocketFactory<TService>() where TService : class, IWebSocketFactory =>
        Chain(() => UsePart(typeof(IWebSocketFactory), typeof(TService)));

    public TConfig UseApiClient<TService>() where TService : class, ISlackApiClient => Chain(() => UsePart(typeof(ISlackApiClient), typeof(TService)));

    /// <summary>Tells every event.</summary>
    public TConfig RegisterEventHandler<THandler>() where THandler : class, IEventHandler =>
        Register<THandler>(() => Handlers.AllEvents.Add(typeof(THandler)));

    /// <summary>Tells events of one type.</summary>
    public TConfig RegisterEventHandler<TEvent, THandler>() where TEvent : Event where THandler : class, IEventHandler<TEvent> =>
        Register<THandler>(() => Handlers.Events.Add(new(typeof(THandler), (handler, slackEvent) =>
            slackEvent is TEvent asked ? ((IEventHandler<TEvent>)handler).Handle(asked) : Task.CompletedTask)));

    /// <summary>Tells every click and choice.</summary>
    public TConfig RegisterBlockActionHandler<THandler>() where THandler : class, IBlockActionHandler =>
        Register<THandler>(() => Handlers.AllActions.Add(typeof(THandler)));

    /// <summary>Tells clicks and choices on one type of element.</summary>
    public TConfig RegisterBlockActionHandler<TAction, THandler>() where TAction : BlockAction where THandler : class, IBlockActionHandler<TAction> =>
        RegisterBlockActionHandler<TAction, THandler>(null);

    /// <summary>Tells clicks and choices on elements with one action id.</summary>
    public TConfig RegisterBlockActionHandler<TAction, THandler>(string actionId)
        where TAction : BlockAction where THandler : class, IBlockActionHandler<TAction> =>
        Register<THandler>(() => Handlers.Actions.Add(new(typeof(THandler), (handler, action, request) =>
            action is TAction asked && (actionId is null || action.ActionId == actionId)
                ? ((IBlockActionHandler<TAction>)handler).Handle(asked, request)
                : Task.CompletedTask)));

    /// <summary>Tells what becomes of views with one callback id.</summary>
    public TConfig RegisterViewSubmissionHandler<THandler>(string callbackId) where THandler : class, IViewSubmissionHandler =>
        Register<THandler>(() => Handlers.Views[callbackId] = typeof(THandler));

    /// <summary>Tells one command, named with its slash.</summary>
    public TConfig RegisterSlashCommandHandler<THandler>(string command) where THandler : class, ISlashCommandHandler =>
        Register<THandler>(() => Handlers.Commands[command] = typeof(THandler));

    internal abstract void UsePart(Type part, Type implementation);

    internal abstract void AddHandler(Type handler);

    private TConfig Register<THandler>(Action register) => Chain(() =>
    {
        AddHandler(typeof(THandler));
        register();
    });
}
