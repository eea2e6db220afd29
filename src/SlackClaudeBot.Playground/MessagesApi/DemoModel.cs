using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>
/// The playground's model. In the demo shop it really finds, fixes and tests the bug; on feedback it adds what a reviewer could
/// ask for; a title that leaves a choice makes it ask; in any other repository it looks around and leaves a note.
/// </summary>
internal static partial class DemoModel
{
    /// <summary>The agent's rules tell it to begin a question with this.</summary>
    private const string Question = "QUESTION:";

    public static ModelStep Next(Conversation conversation)
    {
        var repositories = Repositories(conversation);
        var asks = AsksFirst(conversation);
        var rounds = conversation.Prompts.Count - (asks ? 1 : 0);
        if (rounds == 0)
        {
            return ModelStep.Say($"{Question} I can do this in more than one way. Should an empty cart be an order of nothing, or should checkout refuse it?");
        }

        return repositories.Find(r => r.Name.EndsWith("/shop", StringComparison.Ordinal)) is { } shop
            ? DemoShop.Next(shop.Directory, conversation.Step, rounds)
            : Anywhere(repositories is [var first, ..] ? first.Directory : conversation.WorkingDirectory, conversation.Step, rounds);
    }

    /// <summary>Whether the task's title leaves a choice: it asks something, or says that it is unclear.</summary>
    private static bool AsksFirst(Conversation conversation) =>
        conversation.Prompts.Count > 0 && Title().Match(conversation.Prompts[0]) is { Success: true } title && Doubt().IsMatch(title.Groups[1].Value);

    private static List<ClonedFolder> Repositories(Conversation conversation) =>
        [.. conversation.Prompts.Take(1).SelectMany(p => Repository().Matches(p)).Select(m => new ClonedFolder(m.Groups[1].Value, m.Groups[2].Value))];

    private static ModelStep Anywhere(string directory, int step, int round)
    {
        var note = round == 1 ? "NOTES.md" : $"NOTES-{round}.md";
        return step switch
        {
            0 => ModelStep.Use("Bash", new { command = "git ls-files | head -n 50", description = "List the files" }, "I look around first."),
            1 => ModelStep.Use("Write", new
            {
                file_path = $"{directory}/{note}",
                content = "# What I would do\n\nI am the playground's scripted model: I only know the demo shop by heart.\n"
                    + "Set `ANTHROPIC_API_KEY`, and the real model works in this repository.\n",
            }),
            _ => ModelStep.Say($"I am the playground's scripted model and do not know this repository, so I left a note in `{note}` instead of a fix. With `ANTHROPIC_API_KEY` set, the real model does the work."),
        };
    }

    private sealed record ClonedFolder(string Name, string Directory);

    [GeneratedRegex("""name="title">\n(.*?)\n</""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex(@"\?|\b(?:unclear|which|either|not sure)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Doubt();

    [GeneratedRegex("""name="repository">\n(\S+) in (.+), from .*\n</""", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
