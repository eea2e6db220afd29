namespace SlackNet.Interaction;

/// <summary>A person interacted with the app. See https://docs.slack.dev/interactivity/handling-user-interaction</summary>
public abstract class InteractionRequest
{
    protected InteractionRequest()
    {
    }

    public string Type { get; set; }

    public string Token { get; set; }

    public string ApiAppId { get; set; }

    /// <summary>The address for answers: 5 within 30 minutes.</summary>
    public string ResponseUrl { get; set; }

    public Team Team { get; set; }

#pragma warning disable CS0618 // In requests, this class is not obsolete.
    public Channel Channel { get; set; }
#pragma warning restore CS0618

    public User User { get; set; }

    public bool IsEnterpriseInstall { get; set; }

    public string ActionTs { get; set; }
}

/// <summary>An interaction of a type without a class here.</summary>
internal sealed class UnknownInteraction : InteractionRequest;
