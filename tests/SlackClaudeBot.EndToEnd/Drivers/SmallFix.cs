using SlackClaudeBot.Playground.MessagesApi;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>The shop's bug, fixed in one step: for tests that are not about the agent's work.</summary>
public static class SmallFix
{
    public const string Command = "acme/shop Checkout crashes on an empty cart";

    /// <summary>The step of the only command.</summary>
    public const int Work = 0;

    /// <summary>The step of the closing words, after which the run has ended.</summary>
    public const int LastWords = 1;

    /// <summary>Does the same again without harm: a resumed run may repeat it.</summary>
    private const string Edit =
        "file=$(find . -path '*/src/checkout.js' -not -path '*/node_modules/*' | head -n 1) && "
        + "sed -i -e 's/sum + amount);/sum + amount, 0);/' -e 's/const shipping = subtotal/const shipping = lines.length === 0 || subtotal/' \"$file\"";

    /// <summary>The model that does so.</summary>
    /// <param name="instead">Replaces a step of it, if the result is not null.</param>
    public static ScriptedModel Model(Func<Conversation, ModelStep?>? instead = null) => new(c => instead?.Invoke(c) ?? Next(c));

    /// <summary>Its next step.</summary>
    public static ModelStep Next(Conversation conversation) => conversation.Step == Work
        ? ModelStep.Use("Bash", new { command = Edit, description = "Begin the sum at nothing" })
        : ModelStep.Say("An empty cart now costs nothing.");
}
