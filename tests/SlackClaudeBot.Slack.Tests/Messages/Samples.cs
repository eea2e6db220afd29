using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Events;
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

    public static IEnumerable<WorkStatus> Statuses { get; } = Enum.GetValues<WorkStatus>();

    public static IEnumerable<ThreadMessageKind> Kinds { get; } = Enum.GetValues<ThreadMessageKind>();

    public static IEnumerable<DecisionKind?> Decisions { get; } = [.. Enum.GetValues<DecisionKind>()];

    public static TaskId TaskId { get; } = new("1a2b3c4d5e");

    public static AttemptKey Key { get; } = new(TaskId, "fix-1a2b3c4d5e", "fix", 1);

    public TaskSnapshot Card(WorkStatus status, int repositories = 1, int pullRequests = 0) => new()
    {
        TaskId = TaskId,
        WorkflowId = "fix-1a2b3c4d5e",
        Channel = "C024BE91L",
        Kind = TaskKinds.BugFix.Name,
        Title = text("title"),
        Repositories = Many(repositories, _ => text("repository")),
        Requester = text("user"),
        Status = status,
        Attempt = 1,
        MaxAttempts = 3,
        CostUsd = 0.42m,
        BudgetUsd = 5m,
        StartedAt = StartedAt,
        EndedAt = status.IsFinal() ? StartedAt.AddMinutes(9) : null,
        Ticket = text("url"),
        Detail = text("detail"),
        PullRequests = Many(pullRequests, i => new PullRequestReference(text("repository"), i, text("url"))),
    };

    public AttemptReview Summary(DecisionKind? decision = null, bool failing = false, bool canApprove = true, int repositories = 1) => new()
    {
        Key = Key,
        MaxAttempts = 3,
        Title = text("title"),
        Summary = text("summary"),
        Changes = Changes(repositories),
        Tests = Tests(repositories, failing),
        CostUsd = 0.25m,
        TotalCostUsd = 0.42m,
        BudgetUsd = 5m,
        Duration = TimeSpan.FromMinutes(3),
        AwaitsDecision = decision is null,
        Decision = decision is { } kind ? new StageDecision("fix", 1, kind, text("user"), StartedAt, text("feedback")) : null,
        Problem = failing ? text("problem") : null,
        CanApprove = canApprove,
    };

    public ThreadMessage Line(ThreadMessageKind kind, string? value = null) => new("fix-1a2b3c4d5e", kind, text("line"), value, text("user"));

    private StageChanges Changes(int repositories) => new(
        Many(repositories, i => new RepositoryChanges(
            text("repository"), 2, 10, 3, "c0ffee", Many(20, _ => text("file")), i % 2 == 0 ? new ArtifactReference("1a2b3c4d5e/bundle", 9) : null)),
        new ArtifactReference("1a2b3c4d5e/diff", 400), text("diff"), Many(repositories * 3, _ => text("remark")));

    private TestRunResult Tests(int repositories, bool failing) => new(Many(repositories, _ => new RepositoryTests(
        text("repository"), "npm", !failing, 12, failing ? 1 : 0, 0, 81.5, TimeSpan.FromSeconds(9), text("excerpt"), null)));

    private static T[] Many<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
