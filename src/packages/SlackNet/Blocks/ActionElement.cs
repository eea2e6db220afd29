namespace SlackNet.Blocks;

/// <summary>Something a person can click or choose.</summary>
public abstract class ActionElement : BlockElement, IActionElement
{
    protected ActionElement(string type) : base(type)
    {
    }

    /// <summary>Names the element in what Slack sends back; at most 255 characters.</summary>
    public string ActionId { get; set; }

    /// <summary>Asks once more before the action is sent.</summary>
    public ConfirmationDialog Confirm { get; set; }
}
