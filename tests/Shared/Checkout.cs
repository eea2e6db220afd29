namespace SlackClaudeBot.TestSupport;

/// <summary>The checkout these tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder of <c>SlackClaudeBot.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SlackClaudeBot.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the tests from a checkout.");

        return folder;
    }
}
