namespace SlackNet.Blocks;

/// <summary>An interactive element.</summary>
public abstract class ActionElement : BlockElement, IActionElement
{
    protected ActionElement(string type) : base(type)
    {
    }

    /// <summary>Identifies the element in its actions; at most 255 characters.</summary>
    public string ActionId { get; set; }

    /// <summary>Asks for confirmation before the action is sent.</summary>
    public ConfirmationDialog Confirm { get; set; }
}
