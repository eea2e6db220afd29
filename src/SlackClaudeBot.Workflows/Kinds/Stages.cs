using SlackClaudeBot.Workflows.Engine;
using SlackClaudeBot.Workflows.Prompts;

namespace SlackClaudeBot.Workflows.Kinds;

/// <summary>The stages that kinds of work are made of.</summary>
public static class Stages
{
    /// <summary>Finds and fixes a bug.</summary>
    public static Stage BugFix { get; } = new()
    {
        Name = "fix",
        Goal = PromptTemplate.Load("fix").Text,
        Ending = "At the end say in a few sentences what the cause was, what you changed and how you know that it works.",
    };
}
