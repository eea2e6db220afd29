using Newtonsoft.Json;
using SlackNet.Blocks;
using SlackNet.Events;

namespace SlackNet.Interaction;

/// <summary>A person used an interactive element. See https://docs.slack.dev/reference/interaction-payloads/block_actions-payload</summary>
[SlackType("block_actions")]
public class BlockActionRequest : InteractionRequest
{
    /// <summary>The message or view of the element.</summary>
    public Container Container { get; set; }

    /// <summary>Can open a modal within 3 seconds.</summary>
    public string TriggerId { get; set; }

    /// <summary>The message of the element; null in a view.</summary>
    public MessageEvent Message { get; set; }

    /// <summary>The view of the element; null in a message.</summary>
    public ViewInfo View { get; set; }

    public ViewState State { get; set; }

    public IList<BlockAction> Actions { get; set; } = [];

    [JsonIgnore]
    public BlockAction Action => Actions.FirstOrDefault();
}

/// <summary>The message or view of an element.</summary>
public class Container
{
    /// <summary><c>message</c> or <c>view</c>.</summary>
    public string Type { get; set; }

    public string MessageTs { get; set; }

    public string ChannelId { get; set; }

    public bool IsEphemeral { get; set; }

    public string ThreadTs { get; set; }
}
