using System.Text.RegularExpressions;

namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>A fault that was put into the demo repositories, and how the scripted model repairs it.</summary>
/// <param name="Title">Tells from a task's title that it is about this fault.</param>
/// <param name="Repository">The name of the repository that has it, without owner.</param>
/// <param name="File">The file that has it; the model reads it first.</param>
/// <param name="FixedSign">Text that the file contains when the fault is repaired.</param>
/// <param name="Example">A command for it, without the slash command's name.</param>
/// <param name="Rounds">What to do after the file was read: for the task, and for each feedback. Each gets the folders by name and the number of steps taken.</param>
internal sealed record DemoFault(
    Regex Title,
    string Repository,
    string File,
    string FixedSign,
    string Example,
    IReadOnlyList<Func<IReadOnlyDictionary<string, string>, int, ModelStep>> Rounds)
{
    /// <summary>Whether a version of <see cref="File"/> no longer has the fault.</summary>
    public bool IsFixedIn(string content) => content.Contains(FixedSign, StringComparison.Ordinal);
}
