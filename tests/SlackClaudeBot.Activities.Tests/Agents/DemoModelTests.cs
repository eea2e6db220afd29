using System.Diagnostics;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>The playground's model works on the demo shop through the real Claude Code.</summary>
[Trait("Category", "Agent")]
public sealed class DemoModelTests
{
    [Fact]
    public async Task Fixes_the_shop_and_then_applies_the_feedback()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Demo());
        PutShop(agent);
        Assert.DoesNotContain("empty", await File.ReadAllTextAsync(agent.WorkspaceFile("shop/test/checkout.test.js")), StringComparison.Ordinal);

        var first = await agent.RunAsync(AgentHarness.Run(Prompt(agent, "Checkout crashes on an empty cart")));

        Assert.Equal(AgentOutcome.Succeeded, first.Outcome);
        Assert.Equal(0, await TestShopAsync(agent));
        Assert.Contains("an empty cart costs nothing", await File.ReadAllTextAsync(agent.WorkspaceFile("shop/test/checkout.test.js")), StringComparison.Ordinal);
        Assert.Contains("lines.length === 0", await File.ReadAllTextAsync(agent.WorkspaceFile("shop/src/checkout.js")), StringComparison.Ordinal);

        var second = await agent.RunAsync(AgentHarness.Run("Please add a test.", attempt: 2, after: first));
        var third = await agent.RunAsync(AgentHarness.Run("And the README?", attempt: 3, after: second));

        Assert.Contains("a cart that was emptied", await File.ReadAllTextAsync(agent.WorkspaceFile("shop/test/checkout.test.js")), StringComparison.Ordinal);
        Assert.DoesNotContain("Known issues", await File.ReadAllTextAsync(agent.WorkspaceFile("shop/README.md")), StringComparison.Ordinal);
        Assert.Equal((0, first.SessionId), (await TestShopAsync(agent), third.SessionId));
    }

    [Fact]
    public async Task Asks_if_the_title_is_ambiguous_and_continues_with_the_answer()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Demo());
        PutShop(agent);

        var asked = await agent.RunAsync(AgentHarness.Run(Prompt(agent, "Should an empty cart be refused?")));
        var answered = await agent.RunAsync(AgentHarness.Run("An order of nothing.", turn: 2, after: asked));

        Assert.Equal(AgentOutcome.Question, asked.Outcome);
        Assert.Equal(AgentOutcome.Succeeded, answered.Outcome);
        Assert.Equal(0, await TestShopAsync(agent));
    }

    [Fact]
    public async Task Leaves_a_note_in_a_repository_it_does_not_know()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Demo());
        agent.WorkspaceFile("engine/main.c", "int main;\n");

        var result = await agent.RunAsync(AgentHarness.Run(Prompt(agent, "Make it faster", "acme/engine")));

        Assert.Equal(AgentOutcome.Succeeded, result.Outcome);
        Assert.True(File.Exists(agent.WorkspaceFile("engine/NOTES.md")), result.Summary);
    }

    private static string Prompt(AgentHarness agent, string title, string repository = "acme/shop") =>
        $"""
        Fix the bug.

        <data-abc123 name="title">
        {title}
        </data-abc123>

        The repositories:
        <data-abc123 name="repository">
        {repository} in {agent.Sandbox.Workspace}/{repository[(repository.IndexOf('/', StringComparison.Ordinal) + 1)..]}, from main
        </data-abc123>
        """;

    private static void PutShop(AgentHarness agent)
    {
        const string prefix = "Demo/acme/";
        var assembly = typeof(ScriptedModel).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix + "shop/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            agent.WorkspaceFile(name[prefix.Length..], reader.ReadToEnd());
        }
    }

    private static async Task<int> TestShopAsync(AgentHarness agent)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", ["test"]) { WorkingDirectory = agent.WorkspaceFile("shop"), RedirectStandardOutput = true, RedirectStandardError = true })!;
        var reading = Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        await reading;
        return npm.ExitCode;
    }
}
