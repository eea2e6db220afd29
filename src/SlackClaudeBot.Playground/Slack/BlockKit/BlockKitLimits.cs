namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>The sizes that Slack allows, in characters or items. Source: https://docs.slack.dev/reference/block-kit.</summary>
internal static class BlockKitLimits
{
    public const int BlocksInMessage = 50;
    public const int BlocksInView = 100;
    public const int SectionText = 3000;
    public const int SectionFields = 10;
    public const int FieldText = 2000;
    public const int HeaderText = 150;
    public const int ContextElements = 10;
    public const int ActionsElements = 25;
    public const int ButtonText = 75;
    public const int ButtonValue = 2000;
    public const int Url = 3000;
    public const int ConfirmTitle = 100;
    public const int ConfirmText = 300;
    public const int ConfirmButton = 30;
    public const int Id = 255;
    public const int MarkdownText = 12_000;
    public const int ViewTitle = 24;
    public const int ViewButton = 24;
    public const int PrivateMetadata = 3000;
    public const int MessageText = 40_000;
    public const int AltText = 2000;
    public const int InputLabel = 2000;
    public const int Placeholder = 150;
    public const int Options = 100;
    public const int OverflowOptions = 5;
    public const int OptionText = 75;
    public const int OptionValue = 150;
    public const int InputMaxLength = 3000;

    /// <summary>All text in the blocks of a message; measured, not documented (<c>msg_blocks_too_long</c>).</summary>
    public const int TextInMessageBlocks = 13_200;
}
