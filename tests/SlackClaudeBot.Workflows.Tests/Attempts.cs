using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;

namespace SlackClaudeBot.Workflows.Tests;

/// <summary>Builds what an attempt brings.</summary>
internal static class Attempts
{
    public const string Shop = "acme/shop";

    public static BugFixTask Task(bool requireApproval = true, string title = "Checkout crashes", TaskPolicy? policy = null, params string[] repositories) => new(
        "1a2b3c4d5e", title, "On an empty cart.", [.. Named(repositories).Select(name => new TaskRepository($"https://git.example/{name}", name))],
        "https://tickets.example/7", "C1", "U1", 30, requireApproval, Policy: policy);

    public static ClaudeResult Agent(string outcome = AgentOutcomes.Succeeded, string summary = "Guarded the total.", decimal cost = 0.25m, string? error = null) =>
        new(outcome, summary, "session-1", cost, 7, TimeSpan.FromMinutes(2), null, error, new ArtifactReference("1a2b3c4d5e/transcript", 10), null, []);

    public static RepositoryChanges Changed(string name = Shop) =>
        new(name, 2, 10, 3, "c0ffee", ["src/cart.js", "test/cart.test.js"], new ArtifactReference($"1a2b3c4d5e/{name.Replace('/', '-')}.bundle", 1000));

    public static RepositoryChanges Unchanged(string name = Shop) => new(name, 0, 0, 0, "c0ffee", [], null);

    public static StageChanges Changes(params RepositoryChanges[] repositories) =>
        new(repositories, new ArtifactReference("1a2b3c4d5e/diff", 400), "+ if (!cart) return 0;");

    public static TestRunResult Passing(string name = Shop) => Tests(name, succeeded: true, passed: 12, failed: 0);

    public static TestRunResult Failing(string name = Shop) => Tests(name, succeeded: false, passed: 11, failed: 1);

    /// <summary>Tests that were not run to their end.</summary>
    public static TestRunResult Uncounted(string name = Shop) => Tests(name, succeeded: false, passed: 0, failed: 0);

    /// <summary>A runner that ended well and told of no test.</summary>
    public static TestRunResult Untold(string name = Shop) => Tests(name, succeeded: true, passed: 0, failed: 0);

    public static AttemptResult Result(ClaudeResult? agent = null, StageChanges? changes = null, TestRunResult? tests = null) =>
        new(agent ?? Agent(), changes ?? Changes(Changed()), tests ?? Passing(), 0.25m, TimeSpan.FromMinutes(3));

    private static TestRunResult Tests(string name, bool succeeded, int passed, int failed) =>
        new([new RepositoryTests(name, "npm", succeeded, passed, failed, 0, null, TimeSpan.FromSeconds(9), "", null)]);

    private static string[] Named(string[] repositories) => repositories.Length > 0 ? repositories : [Shop];
}
