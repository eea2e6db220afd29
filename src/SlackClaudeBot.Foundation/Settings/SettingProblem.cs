namespace SlackClaudeBot.Foundation.Settings;

/// <summary>A setting that is missing or wrong.</summary>
/// <param name="Name">Its name, or several names if they do not go together.</param>
/// <param name="Message">What is wrong, as the rest of a sentence that starts with the name.</param>
/// <param name="Help">What to do.</param>
public sealed record SettingProblem(string Name, string Message, string Help);
