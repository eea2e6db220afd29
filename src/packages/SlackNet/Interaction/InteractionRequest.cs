namespace SlackNet.Interaction;

/// <summary>What Slack sends when a person does something with the app. See https://docs.slack.dev/interactivity/handling-user-interaction</summary>
public abstract class InteractionRequest
{
    protected InteractionRequest()
    {
    }

    public string Type { get; set; }

    public string Token { get; set; }

    public string ApiAppId { get; set; }

    /// <summary>Where to answer: 5 times in 30 minutes.</summary>
    public string ResponseUrl { get; set; }

    public Team Team { get; set; }

#pragma warning disable CS0618 // Requests name their channel by the class that is obsolete elsewhere.
    public Channel Channel { get; set; }
#pragma warning restore CS0618

    public User User { get; set; }

    public bool IsEnterpriseInstall { get; set; }

    public string ActionTs { get; set; }
}

/// <summary>An interaction of a type this subset has no class for.</summary>
internal sealed class UnknownInteraction : InteractionRequest;
