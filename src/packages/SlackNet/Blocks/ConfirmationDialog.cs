namespace SlackNet.Blocks;

/// <summary>Asks for confirmation. See https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object</summary>
public class ConfirmationDialog
{
    /// <summary>At most 100 characters.</summary>
    public PlainText Title { get; set; }

    /// <summary>At most 300 characters.</summary>
    public TextObject Text { get; set; }

    /// <summary>The button that confirms; at most 30 characters.</summary>
    public PlainText Confirm { get; set; }

    /// <summary>The button that cancels; at most 30 characters.</summary>
    public PlainText Deny { get; set; }

    /// <summary><c>primary</c> or <c>danger</c>; null for no colour.</summary>
    public string Style { get; set; }
}
