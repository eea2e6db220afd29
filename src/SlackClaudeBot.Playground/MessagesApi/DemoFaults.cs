using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>The faults of the demo repositories. There are several, so that a merge does not use the demo up.</summary>
internal static partial class DemoFaults
{
    private const string Shop = "shop";
    private const string Notifier = "notifier";

    // The order decides which one a title gets that matches none.
    public static IReadOnlyList<DemoFault> All { get; } =
    [
        new(EmptyCart(), Shop, "src/checkout.js", "sum + amount, 0)", "fix acme/shop Checkout crashes on an empty cart", [FixCheckout, TestEmptiedCart, DropKnownIssue]),
        new(EmptyConfirmation(), Notifier, "src/messages.js", "order.lines.length === 0", "fix acme/shop,acme/notifier Confirm empty orders politely -- An order without lines should not be confirmed.", [ConfirmNothing, Document]),
        new(Refunds(), Shop, "src/money.js", "cents < 0", "fix acme/shop Refunds are shown as €-5.00", [FixRefunds, Document]),
        new(Removal(), Shop, "src/cart.js", "is not in the cart", "fix acme/shop Removing a product that is not in the cart goes unnoticed", [FixRemoval, Document]),
    ];

    private static ModelStep FixCheckout(IReadOnlyDictionary<string, string> folders, int step) => step switch
    {
        0 => Read($"{folders[Shop]}/test/checkout.test.js", "No test has an empty cart. I look at those there are."),
        1 => Edit(
            $"{folders[Shop]}/test/checkout.test.js",
            "test('a large order ships free', () => {",
            "test('an empty cart costs nothing', () => {\n  assert.deepEqual(checkout(new Cart()), { lines: [], subtotal: 0, shipping: 0, tax: 0, total: 0 });\n});\n\n"
            + "test('a large order ships free', () => {",
            "First a test that shows the crash."),
        2 => Test(folders[Shop], "I want to see it fail."),
        3 => Edit(
            $"{folders[Shop]}/src/checkout.js",
            ".reduce((sum, amount) => sum + amount);",
            ".reduce((sum, amount) => sum + amount, 0);",
            "`reduce` has no value to start with when the cart is empty."),
        4 => Edit(
            $"{folders[Shop]}/src/checkout.js",
            "const shipping = subtotal >= FREE_SHIPPING_FROM ? 0 : SHIPPING;",
            "const shipping = lines.length === 0 || subtotal >= FREE_SHIPPING_FROM ? 0 : SHIPPING;",
            "An order without lines ships nothing, so it pays no shipping."),
        5 => Test(folders[Shop], "Now the tests again."),
        _ => ModelStep.Say(
            "Checkout crashed on an empty cart because `reduce` had no initial value. It now starts at 0, and an order without lines pays no shipping. "
            + "The new test `an empty cart costs nothing` failed before the fix and passes now, as do the others."),
    };

    private static ModelStep TestEmptiedCart(IReadOnlyDictionary<string, string> folders, int step) => step switch
    {
        0 => Read($"{folders[Shop]}/test/checkout.test.js", "I look at the tests again."),
        1 => Edit(
            $"{folders[Shop]}/test/checkout.test.js",
            "test('an empty cart costs nothing', () => {",
            "test('a cart that was emptied costs nothing', () => {\n  const cart = new Cart().add(mug).remove('mug');\n  assert.equal(checkout(cart).total, 0);\n});\n\n"
            + "test('an empty cart costs nothing', () => {",
            "A cart that was filled and emptied again deserves its own test."),
        2 => Test(folders[Shop], "Let me run them."),
        _ => ModelStep.Say("I kept the fix and added the test `a cart that was emptied costs nothing`. All tests pass."),
    };

    private static ModelStep DropKnownIssue(IReadOnlyDictionary<string, string> folders, int step) => step switch
    {
        0 => ModelStep.Use(
            "Bash", new { command = $"sed -i '/^## Known issues/,$d' '{folders[Shop]}/README.md'", description = "Remove the fixed issue" }, "The README still lists the bug as a known issue."),
        1 => Test(folders[Shop], "Once more."),
        _ => ModelStep.Say("The README no longer lists the fixed bug as a known issue. All tests pass."),
    };

    private static ModelStep ConfirmNothing(IReadOnlyDictionary<string, string> folders, int step)
    {
        var notifier = folders[Notifier];
        return (step, folders.GetValueOrDefault(Shop)) switch
        {
            (0, _) => Edit(
                $"{notifier}/src/messages.js",
                "export function orderConfirmation(order) {",
                "export function orderConfirmation(order) {\n  if (order.lines.length === 0) {\n    return null;\n  }",
                "The notifier thanks for 0 things. It should write nothing."),
            (1, _) => ModelStep.Use("Bash", new
            {
                command = $$"""
                    cat >> '{{notifier}}/test/messages.test.js' <<'END'

                    test('an order without lines is not confirmed', () => {
                      assert.equal(orderConfirmation({ lines: [], total: 0 }), null);
                    });
                    END
                    """,
                description = "Add a test",
            }, "A test for it."),
            (2, _) => Test(notifier, "I run the notifier's tests."),
            (3, { } shop) => ModelStep.Use("Write", new
            {
                file_path = $"{shop}/src/confirmation.js",
                content = "/** Whether the customer gets a confirmation: an order without lines is not confirmed. */\nexport function needsConfirmation(order) {\n  return order.lines.length > 0;\n}\n",
            }, "The shop must not ask for a message that will not come."),
            (4, { } shop) => ModelStep.Use("Write", new
            {
                file_path = $"{shop}/test/confirmation.test.js",
                content = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { needsConfirmation } from '../src/confirmation.js';\n\n"
                    + "test('an order without lines is not confirmed', () => {\n  assert.equal(needsConfirmation({ lines: [] }), false);\n  assert.equal(needsConfirmation({ lines: [{ quantity: 1 }] }), true);\n});\n",
            }, "With a test."),
            (5, { } shop) => Test(shop, "And the shop's tests."),
            (_, null) => ModelStep.Say("The notifier no longer confirms an order without lines: `orderConfirmation` returns `null` for it, and a test says so."),
            _ => ModelStep.Say(
                "An order without lines is no longer confirmed. In **acme/notifier** `orderConfirmation` returns `null` for it; in **acme/shop** the new `needsConfirmation` "
                + "tells whether to send one. Both have a test, and all tests pass."),
        };
    }

    private static ModelStep FixRefunds(IReadOnlyDictionary<string, string> folders, int step) => step switch
    {
        0 => Edit(
            $"{folders[Shop]}/src/money.js",
            "  return `€${(cents / 100).toFixed(2)}`;",
            "  const sign = cents < 0 ? '-' : '';\n  return `${sign}€${(Math.abs(cents) / 100).toFixed(2)}`;",
            "The sign belongs before the currency."),
        1 => ModelStep.Use("Write", new
        {
            file_path = $"{folders[Shop]}/test/money.test.js",
            content = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { format } from '../src/money.js';\n\n"
                + "test('a refund has its sign before the currency', () => {\n  assert.equal(format(-500), '-€5.00');\n  assert.equal(format(500), '€5.00');\n});\n",
        }, "Nothing tested amounts below zero."),
        2 => Test(folders[Shop], "Now the tests."),
        _ => ModelStep.Say("A refund is shown as `-€5.00` now; the sign stood after the currency before. The new test in `test/money.test.js` and all others pass."),
    };

    private static ModelStep FixRemoval(IReadOnlyDictionary<string, string> folders, int step) => step switch
    {
        0 => Edit(
            $"{folders[Shop]}/src/cart.js",
            "    this.#lines.delete(sku);",
            "    if (!this.#lines.delete(sku)) {\n      throw new RangeError(`${sku} is not in the cart`);\n    }",
            "`delete` tells whether there was anything to remove."),
        1 => ModelStep.Use("Bash", new
        {
            command = $$"""
                cat >> '{{folders[Shop]}}/test/cart.test.js' <<'END'

                test('a product that is not in the cart cannot be removed', () => {
                  assert.throws(() => new Cart().remove('mug'), RangeError);
                });
                END
                """,
            description = "Add a test",
        }, "A test for it."),
        2 => Test(folders[Shop], "Now the tests."),
        _ => ModelStep.Say("Removing a product that is not in the cart now throws a `RangeError` that names it. The new test and all others pass."),
    };

    private static ModelStep Document(IReadOnlyDictionary<string, string> folders, int step)
    {
        var folder = folders.GetValueOrDefault(Shop) ?? folders[Notifier];
        return step switch
        {
            0 => ModelStep.Use("Bash", new
            {
                command = $"printf '\\n## Changes\\n\\n* See the tests for what changed last.\\n' >> '{folder}/README.md'",
                description = "Document the change",
            }, "I add the change to the README."),
            1 => Test(folder, "Once more."),
            _ => ModelStep.Say("I kept the fix and mentioned it in the README. All tests pass."),
        };
    }

    private static ModelStep Read(string file, string saying) => ModelStep.Use("Read", new { file_path = file }, saying);

    private static ModelStep Edit(string file, string from, string to, string saying) =>
        ModelStep.Use("Edit", new { file_path = file, old_string = from, new_string = to }, saying);

    private static ModelStep Test(string folder, string saying) =>
        ModelStep.Use("Bash", new { command = $"npm --prefix '{folder}' test", description = "Run the tests" }, saying);

    [GeneratedRegex(@"\bconfirm|polite", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EmptyConfirmation();

    [GeneratedRegex(@"empty cart|\bcrash|\bcheckout\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EmptyCart();

    [GeneratedRegex(@"\brefund|negative|€-", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refunds();

    [GeneratedRegex(@"\bremov|not in the cart", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Removal();
}
