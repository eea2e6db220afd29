using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Messages;

/// <summary>Builds what workflows ask to be shown; every text in it comes from <paramref name="text"/>.</summary>
internal sealed class Samples(Func<string, string> text)
{
    public static readonly DateTime StartedAt = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Harmless texts, as people write them.</summary>
    public static Samples Plain { get; } = new(kind => kind switch
    {
        "repository" => "acme/shop",
        "user" => "U024BE7LH",
        "url" => "https://git.example/acme/shop/pull/7",
        "title" => "Checkout crashes on an empty cart",
        _ => $"Some {kind}",
    });

    public static IEnumerable<string> Statuses { get; } = [.. typeof(TaskStatuses).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    public static IEnumerable<string> Kinds { get; } = [.. typeof(ThreadMessageKinds).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    public static IEnumerable<string> Decisions { get; } = [.. typeof(DecisionKinds).GetFields().Select(f => (string)f.GetRawConstantValue()!)];

    public TaskCard Card(string status, int repositories = 1, int pullRequests = 0) => new(
        "1a2b3c4d5e", "fix-1a2b3c4d5e", "C024BE91L", text("title"), Many(repositories, _ => text("repository")), text("user"), status, 1, 3, 0.42m, 5m,
        StartedAt, TaskStatuses.IsFinal(status) ? StartedAt.AddMinutes(9) : null, text("url"), text("detail"),
        Many(pullRequests, i => new PullRequestReference(text("repository"), i, text("url"))));

    public StageSummary Summary(string? decision = null, bool failing = false, bool canApprove = true, int repositories = 1) => new(
        "1a2b3c4d5e", "fix-1a2b3c4d5e", "fix", 1, 3, text("title"), text("summary"), Changes(repositories), Tests(repositories, failing), 0.25m, 0.42m, 5m,
        TimeSpan.FromMinutes(3), decision is null, decision is null ? null : new StageDecision(decision, text("user"), StartedAt, text("feedback")),
        failing ? text("problem") : null, canApprove);

    public ThreadMessage Line(string kind, string? value = null) => new("fix-1a2b3c4d5e", "key:fix:1", kind, text("line"), value, text("user"));

    private StageChanges Changes(int repositories) => new(
        Many(repositories, i => new RepositoryChanges(
            text("repository"), 2, 10, 3, "c0ffee", Many(20, _ => text("file")), i % 2 == 0 ? new ArtifactReference("1a2b3c4d5e/bundle", 9) : null)),
        new ArtifactReference("1a2b3c4d5e/diff", 400), text("diff"), Many(repositories * 3, _ => text("remark")));

    private TestRunResult Tests(int repositories, bool failing) => new(Many(repositories, _ => new RepositoryTests(
        text("repository"), "npm", !failing, 12, failing ? 1 : 0, 0, 81.5, TimeSpan.FromSeconds(9), text("excerpt"), null)));

    private static T[] Many<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
