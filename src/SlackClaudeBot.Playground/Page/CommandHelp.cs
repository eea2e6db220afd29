using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Page;

/// <summary>What the composer says while a slash command is typed.</summary>
internal static class CommandHelp
{
    private static readonly (string Verb, string Usage, string Help)[] _verbs =
    [
        ("fix", "<repo>[@branch][,<repo>…] <title> [-- description]", "Hand a bug to Claude: clone, fix, test, review, pull request"),
        ("status", "[task]", "What a task is doing"),
        ("list", "", "The latest tasks of the channel"),
        ("approve", "[task]", "Approve the stage that waits"),
        ("reject", "[task] [feedback]", "Send the stage back with what should change; without feedback, end the task"),
        ("cancel", "[task]", "Stop a task and clean up after it"),
        ("help", "", "Everything there is to know"),
    ];

    private static readonly (string Option, string Help)[] _options =
    [
        ("--no-approval", "no review where tests ran for all that changed, and passed"),
        ("--timeout 30m", "how long the agent may work"),
        ("--model <name>", "another model"),
        ("--ticket <url>", "link the ticket"),
    ];

    private static readonly string[] _examples =
    [
        "fix acme/shop Checkout crashes on an empty cart",
        "fix acme/shop,acme/notifier Confirm empty orders politely -- An order without lines should not be confirmed.",
        "list",
    ];

    public static JsonObject Of(string command) => new()
    {
        ["name"] = command,
        ["verbs"] = new JsonArray([.. _verbs.Select(verb => (JsonNode)new JsonObject { ["verb"] = verb.Verb, ["usage"] = verb.Usage, ["help"] = verb.Help })]),
        ["options"] = new JsonArray([.. _options.Select(option => (JsonNode)new JsonObject { ["option"] = option.Option, ["help"] = option.Help })]),
        ["examples"] = new JsonArray([.. _examples.Select(example => (JsonNode)example)]),
    };
}
