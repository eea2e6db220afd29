namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>Commands to try on the demo repositories, without the slash command's name, and what each one shows.</summary>
internal static class DemoExamples
{
    public static IReadOnlyList<(string Command, string Help)> All { get; } =
    [
        ("fix acme/shop Checkout crashes on an empty cart", "One repository, one pull request"),
        ("fix acme/shop,acme/notifier Confirm empty orders politely -- An order without lines should not be confirmed.", "Two repositories, one task"),
        ("fix acme/shop Should an empty cart be an order, or be refused?", "A title that leaves a choice: Claude asks in the thread before it works"),
        ("fix acme/shop Refunds are shown as €-5.00", "Another bug, for later"),
        ("fix acme/shop Removing a product that is not in the cart goes unnoticed", "And one more"),
        ("list", "The channel's tasks"),
    ];
}
