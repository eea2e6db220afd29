using SlackNet.Blocks;

namespace SlackNet;

/// <summary>A view. See https://docs.slack.dev/reference/views</summary>
public abstract class ViewDefinition
{
    protected ViewDefinition(string type) => Type = type;

    /// <summary><c>modal</c> or <c>home</c>.</summary>
    public string Type { get; set; }

    /// <summary>At most 100.</summary>
    public IList<Block> Blocks { get; set; } = [];

    /// <summary>Sent back with interactions; at most 3,000 characters.</summary>
    public string PrivateMetadata { get; set; }

    /// <summary>Identifies the view in its interactions; at most 255 characters.</summary>
    public string CallbackId { get; set; }

    /// <summary>Unique in the workspace.</summary>
    public string ExternalId { get; set; }
}

/// <summary>A dialog.</summary>
public class ModalViewDefinition : ViewDefinition
{
    public ModalViewDefinition() : base("modal")
    {
    }

    /// <summary>At most 24 characters.</summary>
    public PlainText Title { get; set; }

    /// <summary>The button that closes it; at most 24 characters.</summary>
    public PlainText Close { get; set; }

    /// <summary>The button that submits it; at most 24 characters.</summary>
    public PlainText Submit { get; set; }

    /// <summary>Whether closing it also closes the views below.</summary>
    [OmitDefault]
    public bool ClearOnClose { get; set; }

    /// <summary>Whether Slack reports that it was closed.</summary>
    [OmitDefault]
    public bool NotifyOnClose { get; set; }
}

/// <summary>The app's home tab.</summary>
public class HomeViewDefinition : ViewDefinition
{
    public HomeViewDefinition() : base("home")
    {
    }
}
