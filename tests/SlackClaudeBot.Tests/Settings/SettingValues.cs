namespace SlackClaudeBot.Tests.Settings;

/// <summary>Environments for tests.</summary>
internal static class SettingValues
{
    /// <summary>The settings without which the program does not start, and these.</summary>
    public static Func<string, string?> With(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string>
        {
            ["SLACK_BOT_TOKEN"] = "xoxb-1",
            ["SLACK_SIGNING_SECRET"] = "secret",
            ["ANTHROPIC_API_KEY"] = "key",
            ["GITHUB_TOKEN"] = "token",
        };
        foreach (var (name, value) in settings)
        {
            values[name] = value;
        }

        return values.GetValueOrDefault;
    }
}
