namespace SlackClaudeBot.Testing;

/// <summary>The checkout these tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder of <c>SlackClaudeBot.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SlackClaudeBot.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the tests from a checkout.");
        }

        return folder;
    }
}
