using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet;

/// <summary>Registers services and handlers by their types.</summary>
/// <inheritdoc/>
public abstract class FactorySlackServiceConfiguration<TConfig> : SlackServiceConfigurationBase<TConfig>
    where TConfig : FactorySlackServiceConfiguration<TConfig>
{
    // Internal: only this assembly and SlackNet.AspNetCore create services.
    internal FactorySlackServiceConfiguration()
    {
    }

    internal HandlerRegistrations Handlers { get; } = new();

    public TConfig UseHttp<TService>() where TService : class, IHttp => Chain(() => UsePart(typeof(IHttp), typeof(TService)));

    public TConfig UseUrlBuilder<TService>() where TService : class, ISlackUrlBuilder =>
        Chain(() => UsePart(typeof(ISlackUrlBuilder), typeof(TService)));

    public TConfig UseLogger<TService>() where TService : class, ILogger => Chain(() => UsePart(typeof(ILogger), typeof(TService)));

    public TConfig UseJsonSettings<TService>() where TService : SlackJsonSettings => Chain(() => UsePart(typeof(SlackJsonSettings), typeof(TService)));

    public TConfig UseApiClient<TService>() where TService : class, ISlackApiClient => Chain(() => UsePart(typeof(ISlackApiClient), typeof(TService)));

    /// <summary>Registers a handler of all events.</summary>
    public TConfig RegisterEventHandler<THandler>() where THandler : class, IEventHandler =>
        Register<THandler>(() => Handlers.AllEvents.Add(typeof(THandler)));

    /// <summary>Registers a handler of one type of events.</summary>
    public TConfig RegisterEventHandler<TEvent, THandler>() where TEvent : Event where THandler : class, IEventHandler<TEvent> =>
        Register<THandler>(() => Handlers.Events.Add(new(typeof(THandler), (handler, slackEvent) =>
            slackEvent is TEvent asked ? ((IEventHandler<TEvent>)handler).Handle(asked) : Task.CompletedTask)));

    /// <summary>Registers a handler of all block actions.</summary>
    public TConfig RegisterBlockActionHandler<THandler>() where THandler : class, IBlockActionHandler =>
        Register<THandler>(() => Handlers.AllActions.Add(typeof(THandler)));

    /// <summary>Registers a handler of one type of block actions.</summary>
    public TConfig RegisterBlockActionHandler<TAction, THandler>() where TAction : BlockAction where THandler : class, IBlockActionHandler<TAction> =>
        RegisterBlockActionHandler<TAction, THandler>(null);

    /// <summary>Registers a handler of one action id.</summary>
    public TConfig RegisterBlockActionHandler<TAction, THandler>(string actionId)
        where TAction : BlockAction where THandler : class, IBlockActionHandler<TAction> =>
        Register<THandler>(() => Handlers.Actions.Add(new(typeof(THandler), (handler, action, request) =>
            action is TAction asked && (actionId is null || action.ActionId == actionId)
                ? ((IBlockActionHandler<TAction>)handler).Handle(asked, request)
                : Task.CompletedTask)));

    /// <summary>Registers the handler of views with one callback id.</summary>
    public TConfig RegisterViewSubmissionHandler<THandler>(string callbackId) where THandler : class, IViewSubmissionHandler =>
        Register<THandler>(() => Handlers.Views[callbackId] = typeof(THandler));

    /// <summary>Registers the handler of one command, named with its slash.</summary>
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
