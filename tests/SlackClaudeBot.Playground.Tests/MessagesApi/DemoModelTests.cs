using System.Text.Json;
using SlackClaudeBot.Playground.GitHub.Demo;
using SlackClaudeBot.Playground.MessagesApi;

namespace SlackClaudeBot.Playground.Tests.MessagesApi;

/// <summary>Which of the demo's faults the scripted model works on.</summary>
public sealed class DemoModelTests
{
    [Theory]
    [InlineData("Checkout crashes on an empty cart", "acme/shop", "shop/src/checkout.js")]
    [InlineData("Confirm empty orders politely", "acme/shop,acme/notifier", "notifier/src/messages.js")]
    [InlineData("Refunds are shown as €-5.00", "acme/shop", "shop/src/money.js")]
    [InlineData("Removing a product that is not in the cart goes unnoticed", "acme/shop", "shop/src/cart.js")]
    [InlineData("Make it better", "acme/shop", "shop/src/checkout.js")]
    public void It_works_on_the_fault_that_the_title_names(string title, string repositories, string file) =>
        Assert.EndsWith(file, PathOf(ScriptedModelNext(title, repositories)), StringComparison.Ordinal);

    [Fact]
    public void A_title_that_names_no_fault_gets_the_first_one_that_is_still_there()
    {
        var second = ScriptedModelNext("Make it better", "acme/shop", "…(sum, amount) => sum + amount, 0);");
        Assert.EndsWith("shop/src/money.js", PathOf(second), StringComparison.Ordinal);

        var edit = ScriptedModelNext("Make it better", "acme/shop", "…sum + amount, 0);", "return `€${(cents / 100).toFixed(2)}`;");
        Assert.Equal("Edit", Assert.Single(edit.Tools).Name);
    }

    [Fact]
    public void A_fault_that_is_repaired_already_is_reported_with_what_else_can_be_tried()
    {
        var said = ScriptedModelNext("Checkout crashes on an empty cart", "acme/shop", "sum + amount, 0);");
        Assert.Empty(said.Tools);
        Assert.Contains("already has this fix", said.Text, StringComparison.Ordinal);
        Assert.Contains("fix acme/shop Refunds", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_edits_lines_that_are_in_the_demo_files()
    {
        foreach (var fault in DemoFaults.All)
        {
            var folders = new Dictionary<string, string> { ["shop"] = "acme/shop", ["notifier"] = "acme/notifier" };
            var files = folders.Values.SelectMany(r => DemoRepositories.Files(r).Select(f => (Path: $"{r}/{f.Key}", f.Value))).ToDictionary(f => f.Path, f => System.Text.Encoding.UTF8.GetString(f.Value));
            Assert.False(fault.IsFixedIn(files[$"acme/{fault.Repository}/{fault.File}"]), fault.File);
            for (var step = 0; step < 10; step++)
            {
                foreach (var input in fault.Rounds[0](folders, step).Tools.Where(t => t.Name == "Edit").Select(t => JsonSerializer.SerializeToElement(t.Input)))
                {
                    var path = input.GetProperty("file_path").GetString()!;
                    Assert.Contains(input.GetProperty("old_string").GetString()!, files[path], StringComparison.Ordinal);
                    files[path] = files[path].Replace(input.GetProperty("old_string").GetString()!, input.GetProperty("new_string").GetString()!, StringComparison.Ordinal);
                }
            }

            Assert.True(fault.IsFixedIn(files[$"acme/{fault.Repository}/{fault.File}"]), fault.File);
        }
    }

    private static string PathOf(ModelStep step) => JsonSerializer.SerializeToElement(Assert.Single(step.Tools).Input).GetProperty("file_path").GetString()!;

    private static ModelStep ScriptedModelNext(string title, string repositories, params IReadOnlyList<string> results)
    {
        var prompt = $"<data-1 name=\"title\">\n{title}\n</data-1>\n" + string.Concat(repositories.Split(',')
            .Select(name => $"<data-1 name=\"repository\">\n{name} in /workspace/{name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]}, from main\n</data-1>\n"));
        return DemoModel.Next(new Conversation("model", "/workspace", [prompt], results.Count, results, ["Read"], prompt));
    }
}
