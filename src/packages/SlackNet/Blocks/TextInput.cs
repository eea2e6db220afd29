namespace SlackNet.Blocks;

/// <summary>A text field.</summary>
public abstract class TextInput : BlockElement, IInputBlockElement
{
    protected TextInput(string type) : base(type)
    {
    }

    /// <summary>Identifies the element in its actions; at most 255 characters.</summary>
    public string ActionId { get; set; }

    /// <summary>Shown in the empty field; at most 150 characters.</summary>
    public PlainText Placeholder { get; set; }

    /// <summary>Whether the field has the focus when the view opens.</summary>
    [OmitDefault]
    public bool FocusOnLoad { get; set; }
}
