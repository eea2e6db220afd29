using System.Text;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;
using SlackClaudeBot.Workflows.Reviews;

namespace SlackClaudeBot.Workflows.Prompts;

/// <summary>
/// Writes what the agent is told. Every prompt starts with a sentence of ours: the agent's command line takes a prompt that
/// starts with <c>/word</c> as a command.
/// </summary>
internal sealed class PromptWriter(TaskRequest task)
{
    private const int MaxTitleLength = 300;
    private const int MaxDescriptionLength = 20_000;
    private const int MaxTicketLength = 2000;
    private const int MaxQuestionLength = 4000;

    private readonly PromptData _data = new(task.TaskId);

    /// <summary>The first attempt of a stage.</summary>
    public string Start(Stage stage, IReadOnlyList<ClonedRepository> repositories, IReadOnlyList<Note> notes)
    {
        var prompt = new StringBuilder();
        prompt.AppendLine(stage.Goal).AppendLine();
        prompt.AppendLine(_data.Explanation).AppendLine();
        prompt.AppendLine(_data.Block("title", task.Title, MaxTitleLength));
        if (!string.IsNullOrWhiteSpace(task.Description))
        {
            prompt.AppendLine(_data.Block("description", task.Description, MaxDescriptionLength));
        }

        if (!string.IsNullOrWhiteSpace(task.Ticket))
        {
            prompt.AppendLine(_data.Block("ticket", task.Ticket, MaxTicketLength));
        }

        AppendNotes(prompt, notes);
        prompt.AppendLine().AppendLine("The repositories stand side by side, each on a branch of its own:");
        foreach (var repository in repositories)
        {
            prompt.AppendLine(_data.Block("repository", $"{repository.Name} in {repository.Directory}, from {repository.BaseBranch}", MaxTitleLength));
        }

        prompt.AppendLine().Append(
            "Do not push, do not open pull requests and do not create commits: that is done for you when you have finished. "
            + "If something that you cannot find out yourself decides what is right, ask one clear question instead of guessing. "
            + "At the end say in a few sentences what the cause was, what you changed and how you know that it works.");
        return prompt.ToString();
    }

    /// <summary>Another attempt, in the same session.</summary>
    public string TryAgain(int attempt, string feedback, IReadOnlyList<Note> notes)
    {
        var prompt = new StringBuilder();
        prompt.AppendLine($"A person looked at your work and wants it done differently. This is attempt {attempt}.").AppendLine();
        prompt.AppendLine(_data.Explanation).AppendLine();
        prompt.AppendLine(_data.Block("feedback", feedback, Review.MaxFeedbackLength * 2));
        AppendNotes(prompt, notes);
        prompt.AppendLine().Append(
            "Go on from what stands in the workspace, keep what is right, and change what the feedback asks for. "
            + "At the end say in a few sentences what you changed in this attempt and how you know that it works.");
        return prompt.ToString();
    }

    /// <summary>The answer to a question, in the same session.</summary>
    public string Answered(string question, string answer, IReadOnlyList<Note> notes)
    {
        var prompt = new StringBuilder();
        prompt.AppendLine("A person answered your question. Go on with the task.").AppendLine();
        prompt.AppendLine(_data.Explanation).AppendLine();
        prompt.AppendLine(_data.Block("question", question, MaxQuestionLength));
        prompt.Append(_data.Block("answer", answer, Question.MaxAnswerLength));
        if (notes.Count > 0)
        {
            AppendNotes(prompt.AppendLine(), notes);
        }

        return prompt.ToString();
    }

    /// <summary>The same once more after the sandbox was lost, with what was not carried out of it.</summary>
    public static string AfterLoss(string prompt) =>
        "The machine on which you worked was lost and replaced. The workspace stands as it did after the attempt before; "
        + "changes since then are gone, so look before you rely on them.\n\n" + prompt;

    private void AppendNotes(StringBuilder prompt, IReadOnlyList<Note> notes)
    {
        const int maxTogether = 20_000;
        if (notes.Count == 0)
        {
            return;
        }

        prompt.AppendLine(_data.Block("notes said meanwhile", string.Join("\n\n", notes.Select(n => n.Text)), maxTogether));
    }
}
