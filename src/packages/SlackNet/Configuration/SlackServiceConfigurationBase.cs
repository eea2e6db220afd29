namespace SlackNet;

/// <summary>What SlackNet is made of, and who handles what.</summary>
/// <typeparam name="TConfig">The class itself, so that calls can be chained.</typeparam>
public abstract class SlackServiceConfigurationBase<TConfig> where TConfig : SlackServiceConfigurationBase<TConfig>
{
    protected SlackServiceConfigurationBase()
    {
    }

    internal string ApiToken { get; private set; }

    internal string AppLevelToken { get; private set; }

    /// <summary>The bot's token, <c>xoxb-…</c>.</summary>
    public TConfig UseApiToken(string token) => Chain(() => ApiToken = token);

    /// <summary>The app's token, <c>xapp-…</c>, with the scope <c>connections:write</c>; for Socket Mode.</summary>
    public TConfig UseAppLevelToken(string token) => Chain(() => AppLevelToken = token);

    protected TConfig Chain(Action action)
    {
        action();
        return (TConfig)this;
    }
}
