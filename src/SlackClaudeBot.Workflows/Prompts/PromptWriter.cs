using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Prompts;

/// <summary>
/// Writes what the agent is told. Every prompt starts with a sentence of ours: the agent's command line takes a prompt that
/// starts with <c>/word</c> as a command. A session is told its task once.
/// </summary>
internal sealed class PromptWriter(TaskRequest task)
{
    private const int MaxTitleLength = 300;
    private const int MaxDescriptionLength = 20_000;
    private const int MaxTicketLength = 2000;
    private const int MaxQuestionLength = 4000;
    private const int MaxAnswerLength = 8000;
    private const int MaxFeedbackLength = 16_000;
    private const int MaxNotesLength = 20_000;

    private readonly PromptData _data = new(task.TaskId);

    /// <summary>The first attempt of a stage.</summary>
    /// <param name="goal">What the stage is for.</param>
    /// <param name="ending">What the agent says at the end.</param>
    /// <param name="startsSession">Whether the session does not know the task yet.</param>
    /// <param name="repositories">What was cloned.</param>
    /// <param name="notes">What people wrote in the meantime.</param>
    public string Start(string goal, string ending, bool startsSession, IReadOnlyList<ClonedRepository> repositories, IReadOnlyList<Note> notes) => startsSession
        ? PromptTemplate.Load("start").Fill(
            ("goal", goal),
            ("explanation", _data.Explanation),
            ("task", Join(Block("title", task.Title, MaxTitleLength), Block("description", task.Description, MaxDescriptionLength), Block("ticket", task.Ticket, MaxTicketLength), Notes(notes))),
            ("repositories", Join([.. repositories.Select(r => Block("repository", $"{r.Name} in {r.Directory}, from {r.BaseBranch}", MaxTitleLength))])),
            ("ending", ending))
        : PromptTemplate.Load("next-stage").Fill(
            ("goal", goal), ("explanation", notes.Count > 0 ? _data.Explanation : string.Empty), ("task", Notes(notes)), ("ending", ending));

    /// <summary>Another attempt, in the same session.</summary>
    /// <param name="attempt">Its number.</param>
    /// <param name="feedback">What a person asked for; null to try the same again.</param>
    /// <param name="problem">What was wrong with the attempt before; null if nothing was.</param>
    /// <param name="notes">What people wrote in the meantime.</param>
    public string TryAgain(int attempt, string? feedback, string? problem, IReadOnlyList<Note> notes) =>
        PromptTemplate.Load(feedback is null ? "retry" : "try-again").Fill(
            ("attempt", attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("explanation", _data.Explanation),
            ("task", Join(Block("feedback", feedback, MaxFeedbackLength), Block("problem", problem, MaxTicketLength), Notes(notes))));

    /// <summary>The answer to a question, in the same session.</summary>
    public string Answered(string question, string answer, IReadOnlyList<Note> notes) => PromptTemplate.Load("answered").Fill(
        ("explanation", _data.Explanation),
        ("task", Join(Block("question", question, MaxQuestionLength), Block("answer", answer, MaxAnswerLength), Notes(notes))));

    /// <summary>The same once more after the sandbox was lost, with what was not carried out of it.</summary>
    public static string AfterLoss(string prompt) => PromptTemplate.Load("after-loss").Fill(("task", prompt));

    private string Notes(IReadOnlyList<Note> notes) => Block("notes", string.Join("\n\n", notes.Select(n => n.Text)), MaxNotesLength);

    private string Block(string name, string? text, int maxLength) => string.IsNullOrWhiteSpace(text) ? string.Empty : _data.Block(name, text, maxLength);

    private static string Join(params IReadOnlyList<string> blocks) => string.Join('\n', blocks.Where(block => block.Length > 0));
}
