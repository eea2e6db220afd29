namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>What the playground's model knows of the demo shop: an empty cart crashes its checkout.</summary>
internal static class DemoShop
{
    /// <summary>What to do in the shop.</summary>
    /// <param name="shop">Its folder.</param>
    /// <param name="step">Answers since the last prompt.</param>
    /// <param name="round">1 for the task, 2 and on for feedback.</param>
    public static ModelStep Next(string shop, int step, int round) => round switch
    {
        1 => Fix(shop, step),
        2 => AddTest(shop, step),
        3 => UpdateReadme(shop, step),
        _ => ModelStep.Say("The fix, a second test and the README are done; I know of nothing else in this demo that would make it better."),
    };

    private static ModelStep Fix(string shop, int step) => step switch
    {
        0 => Read($"{shop}/test/checkout.test.js", "I read the failing test first."),
        1 => Read($"{shop}/src/checkout.js", "Now the code it tests."),
        2 => Test(shop, "I want to see it fail."),
        3 => Edit(
            $"{shop}/src/checkout.js",
            ".reduce((sum, amount) => sum + amount);",
            ".reduce((sum, amount) => sum + amount, 0);",
            "`reduce` has nothing to begin with when the cart is empty."),
        4 => Edit(
            $"{shop}/src/checkout.js",
            "const shipping = subtotal >= FREE_SHIPPING_FROM ? 0 : SHIPPING;",
            "const shipping = lines.length === 0 || subtotal >= FREE_SHIPPING_FROM ? 0 : SHIPPING;",
            "And nothing to ship costs no shipping."),
        5 => Test(shop, "Now the tests again."),
        _ => ModelStep.Say(
            "Checkout crashed on an empty cart because `reduce` had no initial value. It now starts at 0, and an order without lines pays no shipping. "
            + "The failing test `an empty cart costs nothing` passes, and so do the others."),
    };

    private static ModelStep AddTest(string shop, int step) => step switch
    {
        0 => Read($"{shop}/test/checkout.test.js", "I look at the tests again."),
        1 => Edit(
            $"{shop}/test/checkout.test.js",
            "test('an empty cart costs nothing', () => {",
            "test('a cart that was emptied costs nothing', () => {\n  const cart = new Cart().add(mug).remove('mug');\n  assert.equal(checkout(cart).total, 0);\n});\n\n"
            + "test('an empty cart costs nothing', () => {",
            "A cart that was filled and emptied again deserves its own test."),
        2 => Test(shop, "Let me run them."),
        _ => ModelStep.Say("I kept the fix and added the test `a cart that was emptied costs nothing`. All tests pass."),
    };

    private static ModelStep UpdateReadme(string shop, int step) => step switch
    {
        0 => ModelStep.Use("Bash", new { command = $"sed -i '/^## Known issues/,$d' '{shop}/README.md'", description = "Drop the fixed issue" }, "The README still calls the bug a known issue."),
        1 => Test(shop, "Once more."),
        _ => ModelStep.Say("The README no longer lists the fixed bug as a known issue. All tests pass."),
    };

    private static ModelStep Read(string file, string saying) => ModelStep.Use("Read", new { file_path = file }, saying);

    private static ModelStep Edit(string file, string from, string to, string saying) =>
        ModelStep.Use("Edit", new { file_path = file, old_string = from, new_string = to }, saying);

    private static ModelStep Test(string shop, string saying) =>
        ModelStep.Use("Bash", new { command = $"npm --prefix '{shop}' test", description = "Run the shop's tests" }, saying);
}
