using Newtonsoft.Json;
using SlackNet.Blocks;
using SlackNet.Events;

namespace SlackNet.Interaction;

/// <summary>A person clicked or chose. See https://docs.slack.dev/reference/interaction-payloads/block_actions-payload</summary>
[SlackType("block_actions")]
public class BlockActionRequest : InteractionRequest
{
    /// <summary>Where the element stands.</summary>
    public Container Container { get; set; }

    /// <summary>Opens a modal, within 3 seconds.</summary>
    public string TriggerId { get; set; }

    /// <summary>The message the element stands in.</summary>
    public MessageEvent Message { get; set; }

    /// <summary>The view the element stands in.</summary>
    public ViewInfo View { get; set; }

    public ViewState State { get; set; }

    public IList<BlockAction> Actions { get; set; } = [];

    [JsonIgnore]
    public BlockAction Action => Actions.FirstOrDefault();
}

/// <summary>Where an element stands.</summary>
public class Container
{
    /// <summary><c>message</c> or <c>view</c>.</summary>
    public string Type { get; set; }

    public string MessageTs { get; set; }

    public string ChannelId { get; set; }

    public bool IsEphemeral { get; set; }

    public string ThreadTs { get; set; }
}
