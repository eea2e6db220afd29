namespace SlackClaudeBot.Foundation.Settings;

/// <summary>A setting that is missing or wrong.</summary>
/// <param name="Name">Its name, or names where several do not go together.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Help">How to get it.</param>
public sealed record SettingProblem(string Name, string Message, string Help);
