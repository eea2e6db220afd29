using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>
/// The playground's model. In the demo repositories it repairs and tests the fault that the title names; on feedback it adds what
/// a reviewer could ask for; a title that leaves a choice makes it ask first; in any other repository it leaves a note.
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

        return Repair(conversation, repositories, rounds - 1)
            ?? Anywhere(repositories is [var first, ..] ? first.Directory : conversation.WorkingDirectory, conversation.Step, rounds);
    }

    /// <summary>What to do about a fault of the demo repositories; null if the task names none of these repositories.</summary>
    private static ModelStep? Repair(Conversation conversation, List<ClonedFolder> repositories, int round)
    {
        var folders = repositories.Where(r => r.Name.StartsWith("acme/", StringComparison.Ordinal)).DistinctBy(r => r.ShortName).ToDictionary(r => r.ShortName, r => r.Directory);
        var here = DemoFaults.All.Where(fault => folders.ContainsKey(fault.Repository)).ToList();
        if (here.Count == 0)
        {
            return null;
        }

        var title = Title().Match(conversation.Prompts[0]).Groups[1].Value;
        var named = here.Where(fault => fault.Title.IsMatch(title)).Take(1).ToList();
        if (round > 0)
        {
            // The work went on in this session, so its files say nothing about what main has: only the title counts.
            var fault = named is [var one] ? one : here[0];
            return round < fault.Rounds.Count
                ? fault.Rounds[round](folders, conversation.Step)
                : ModelStep.Say("The fix and what you asked for are done; I know of nothing else in this demo that would make it better.");
        }

        // One file is read for each fault that may be meant, until one still has its fault.
        var candidates = named.Count > 0 ? named : here;
        for (var i = 0; i < candidates.Count; i++)
        {
            var fault = candidates[i];
            if (conversation.Step == i)
            {
                return ModelStep.Use("Read", new { file_path = $"{folders[fault.Repository]}/{fault.File}" }, $"I look at `{fault.File}` first.");
            }

            if (conversation.ToolResults.Count > i && !fault.IsFixedIn(conversation.ToolResults[i]))
            {
                return fault.Rounds[0](folders, conversation.Step - i - 1);
            }
        }

        return ModelStep.Say(
            $"The code already has this fix: `{candidates[^1].File}` contains `{candidates[^1].FixedSign}`. I changed nothing. Other things to try: "
            + string.Join("; ", DemoFaults.All.Except(candidates).Select(fault => $"`{fault.Example}`")) + ".");
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

    private sealed record ClonedFolder(string Name, string Directory)
    {
        public string ShortName => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    [GeneratedRegex("""name="title">\n(.*?)\n</""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex(@"\?|\b(?:unclear|which|either|not sure)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Doubt();

    [GeneratedRegex("""name="repository">\n(\S+) in (.+), from .*\n</""", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
