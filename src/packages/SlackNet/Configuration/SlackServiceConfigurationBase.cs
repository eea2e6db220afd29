namespace SlackNet;

/// <summary>Configures services and handlers.</summary>
/// <typeparam name="TConfig">The class itself, so that calls can be chained.</typeparam>
public abstract class SlackServiceConfigurationBase<TConfig> where TConfig : SlackServiceConfigurationBase<TConfig>
{
    protected SlackServiceConfigurationBase()
    {
    }

    internal string ApiToken { get; private set; }

    /// <summary>The bot's token, <c>xoxb-…</c>.</summary>
    public TConfig UseApiToken(string token) => Chain(() => ApiToken = token);

    protected TConfig Chain(Action action)
    {
        action();
        return (TConfig)this;
    }
}
