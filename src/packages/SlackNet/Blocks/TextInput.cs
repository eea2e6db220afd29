namespace SlackNet.Blocks;

/// <summary>Something to type into.</summary>
public abstract class TextInput : BlockElement, IInputBlockElement
{
    protected TextInput(string type) : base(type)
    {
    }

    /// <summary>Names the element in what Slack sends back; at most 255 characters.</summary>
    public string ActionId { get; set; }

    /// <summary>Shown while it is empty; at most 150 characters.</summary>
    public PlainText Placeholder { get; set; }

    /// <summary>Whether the cursor stands in it when the view opens.</summary>
    [OmitDefault]
    public bool FocusOnLoad { get; set; }
}
