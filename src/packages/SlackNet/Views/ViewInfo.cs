using SlackNet.Blocks;

namespace SlackNet;

/// <summary>An open view.</summary>
public abstract class ViewInfo
{
    protected ViewInfo()
    {
    }

    public string Id { get; set; }

    public string TeamId { get; set; }

    public string Type { get; set; }

    [Tolerant]
    public IList<Block> Blocks { get; set; } = [];

    public string PrivateMetadata { get; set; }

    public string CallbackId { get; set; }

    public string ExternalId { get; set; }

    /// <summary>The values of its input elements.</summary>
    public ViewState State { get; set; }

    public string Hash { get; set; }

    public string RootViewId { get; set; }

    public string AppId { get; set; }

    public string BotId { get; set; }
}

/// <summary>An open dialog.</summary>
[SlackType("modal")]
public class ModalViewInfo : ViewInfo
{
    [Tolerant]
    public PlainText Title { get; set; }

    [Tolerant]
    public PlainText Close { get; set; }

    [Tolerant]
    public PlainText Submit { get; set; }

    public bool ClearOnClose { get; set; }

    public bool NotifyOnClose { get; set; }

    public string PreviousViewId { get; set; }
}

/// <summary>The app's home tab of one person.</summary>
[SlackType("home")]
public class HomeViewInfo : ViewInfo;
