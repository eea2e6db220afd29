namespace SlackNet.Blocks;

/// <summary>One choice of a menu.</summary>
public class Option
{
    /// <summary>At most 75 characters.</summary>
    public TextObject Text { get; set; }

    /// <summary>At most 150 characters.</summary>
    public string Value { get; set; }

    /// <summary>At most 75 characters.</summary>
    public PlainText Description { get; set; }
}
