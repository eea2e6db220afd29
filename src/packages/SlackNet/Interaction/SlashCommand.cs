using SlackNet.WebApi;

namespace SlackNet.Interaction;

/// <summary>A person typed a slash command. See https://docs.slack.dev/interactivity/implementing-slash-commands</summary>
public class SlashCommand
{
    public string Token { get; set; }

    /// <summary>With its slash.</summary>
    public string Command { get; set; }

    /// <summary>The text after the command.</summary>
    public string Text { get; set; }

    /// <summary>The address for answers: 5 within 30 minutes.</summary>
    public string ResponseUrl { get; set; }

    /// <summary>Can open a modal within 3 seconds. Equal on each retry.</summary>
    public string TriggerId { get; set; }

    public string UserId { get; set; }

    public string UserName { get; set; }

    public string TeamId { get; set; }

    public string TeamDomain { get; set; }

    public string EnterpriseId { get; set; }

    public string EnterpriseName { get; set; }

    public string ChannelId { get; set; }

    public string ChannelName { get; set; }

    public string ApiAppId { get; set; }
}

/// <summary>Handles a slash command.</summary>
public interface ISlashCommandHandler
{
    /// <returns>The answer; null for an empty one.</returns>
    Task<SlashCommandResponse> Handle(SlashCommand command);
}

/// <summary>The answer to a slash command.</summary>
public class SlashCommandResponse : IMessageResponse
{
    public Message Message { get; set; }

    /// <summary>Ephemeral, if it is not set.</summary>
    public ResponseType ResponseType { get; set; } = ResponseType.Ephemeral;
}
