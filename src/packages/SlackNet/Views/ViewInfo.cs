using SlackNet.Blocks;

namespace SlackNet;

/// <summary>A view that is shown.</summary>
public abstract class ViewInfo
{
    protected ViewInfo()
    {
    }

    public string Id { get; set; }

    public string TeamId { get; set; }

    public string Type { get; set; }

    public IList<Block> Blocks { get; set; } = [];

    public string PrivateMetadata { get; set; }

    public string CallbackId { get; set; }

    public string ExternalId { get; set; }

    /// <summary>What was filled in.</summary>
    public ViewState State { get; set; }

    public string Hash { get; set; }

    public string RootViewId { get; set; }

    public string AppId { get; set; }

    public string BotId { get; set; }
}

/// <summary>A dialog that is shown.</summary>
[SlackType("modal")]
public class ModalViewInfo : ViewInfo
{
    public PlainText Title { get; set; }

    public PlainText Close { get; set; }

    public PlainText Submit { get; set; }

    public bool ClearOnClose { get; set; }

    public bool NotifyOnClose { get; set; }

    public string PreviousViewId { get; set; }
}

/// <summary>The app's home tab as it is shown.</summary>
[SlackType("home")]
public class HomeViewInfo : ViewInfo;
