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

    public static TaskId TaskId { get; } = new("1a2b3c4d5e");

    public static AttemptKey Key(int attempt = 1, string stage = "fix") => new(TaskId, "fix-1a2b3c4d5e", stage, attempt);

    public static TaskRequest Task(bool requireApproval = true, string title = "Checkout crashes", TaskPolicy? policy = null, params string[] repositories) => new()
    {
        TaskId = TaskId,
        Kind = TaskKinds.BugFix.Name,
        Title = title,
        Description = "On an empty cart.",
        Repositories = [.. Named(repositories).Select(name => RepositoryRef.Parse(name))],
        Ticket = "https://tickets.example/7",
        Channel = "C1",
        Requester = "U1",
        RequireApproval = requireApproval,
        Policy = policy ?? new TaskPolicy(),
    };

    public static ClaudeResult Agent(AgentOutcome outcome = AgentOutcome.Succeeded, string summary = "Guarded the total.", decimal cost = 0.25m, string? error = null) => new()
    {
        Outcome = outcome,
        Summary = summary,
        SessionId = "session-1",
        CostUsd = cost,
        Turns = 7,
        Duration = TimeSpan.FromMinutes(2),
        Error = error,
        Transcript = new ArtifactReference("1a2b3c4d5e/transcript", 10),
    };

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
        new([new RepositoryTests(name, "npm", succeeded, passed, failed, 0, null, TimeSpan.FromSeconds(9), "", null, CoversChanges: succeeded && passed > 0)]);

    private static string[] Named(string[] repositories) => repositories.Length > 0 ? repositories : [Shop];
}
