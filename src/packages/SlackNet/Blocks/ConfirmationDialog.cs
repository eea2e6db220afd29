namespace SlackNet.Blocks;

/// <summary>Asks once more. See https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object</summary>
public class ConfirmationDialog
{
    /// <summary>At most 100 characters.</summary>
    public PlainText Title { get; set; }

    /// <summary>At most 300 characters.</summary>
    public TextObject Text { get; set; }

    /// <summary>The button that goes on; at most 30 characters.</summary>
    public PlainText Confirm { get; set; }

    /// <summary>The button that goes back; at most 30 characters.</summary>
    public PlainText Deny { get; set; }

    /// <summary><c>primary</c> or <c>danger</c>; null for neither.</summary>
    public string Style { get; set; }
}
