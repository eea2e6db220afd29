using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Where a task stands: the one place from which its card, its queries and its metrics are made.</summary>
internal sealed class TaskProgress(BugFixTask task, string workflowId, DateTime startedAt, Budget budget, int maxAttempts)
{
    private readonly List<StageDecision> _decisions = [];
    private readonly List<PullRequestReference> _pullRequests = [];

    /// <summary>Grows with each change that the card shows.</summary>
    public int Version { get; private set; }

    public string Status { get; private set; } = TaskStatuses.Pending;

    public string Stage { get; private set; } = string.Empty;

    public int Attempt { get; private set; }

    public string? Detail { get; private set; }

    public string? Error { get; private set; }

    public DateTime StartedAt => startedAt;

    public DateTime? EndedAt { get; private set; }

    public ClaudeResult? LastResult { get; private set; }

    /// <summary>The agent's session, once it has one.</summary>
    public string? SessionId { get; private set; }

    /// <summary>All runs of the agent together.</summary>
    public TimeSpan AgentTime { get; private set; }

    /// <summary>All reviews and questions together.</summary>
    public TimeSpan WaitedForPeople { get; private set; }

    /// <summary>The root message, once it is posted.</summary>
    public MessageAddress? Card { get; set; }

    /// <summary>The message of the review that waits, if one does.</summary>
    public MessageAddress? Review { get; set; }

    /// <summary>The question that waits, if one does.</summary>
    public string? Question { get; set; }

    public IReadOnlyList<PullRequestReference> PullRequests => _pullRequests;

    /// <summary>Who decided what, oldest first.</summary>
    public IReadOnlyList<StageDecision> Decisions => _decisions;

    /// <summary>Moves on to another state; says in one line what is done or waited for.</summary>
    public void Enter(string status, string? detail = null)
    {
        Status = status;
        Show(detail);
    }

    /// <summary>Says in one line what is done or waited for now.</summary>
    public void Show(string? detail)
    {
        Detail = detail;
        Version++;
    }

    public void BeginAttempt(string stage, int attempt)
    {
        Stage = stage;
        Attempt = attempt;
        Version++;
    }

    public void Add(ClaudeResult result)
    {
        LastResult = result;
        if (result.SessionId.Length > 0)
        {
            SessionId = result.SessionId;
        }

        AgentTime += result.Duration;
        AddCost(result.CostUsd);
    }

    public void AddCost(decimal costUsd)
    {
        budget.Spend(costUsd);
        Version++;
    }

    public void Add(StageDecision decision) => _decisions.Add(decision);

    public void Add(PullRequestReference pullRequest)
    {
        _pullRequests.Add(pullRequest);
        Version++;
    }

    public void AddWait(TimeSpan waited) => WaitedForPeople += waited;

    public void End(TaskEnd end, DateTime now)
    {
        EndedAt = now;
        Error = end.Error;
        Enter(end.Status, end.Detail);
    }

    public TaskCard ToCard() => new(
        task.TaskId, workflowId, task.Channel, task.Title, [.. task.Repositories.Select(r => r.Name)], task.Requester, Status, Attempt, maxAttempts,
        budget.SpentUsd, budget.GrantedUsd, startedAt, EndedAt, task.TicketUrl, Detail, [.. _pullRequests]);

    public TaskState ToState() => new(
        task, Status, Stage, Attempt, Detail, budget.SpentUsd, SessionId, LastResult, Card, Review, Question, [.. _decisions], [.. _pullRequests], Error);

    public TaskMetrics ToMetrics(string workflowType, DateTime now) => new(
        task.TaskId, workflowId, workflowType, Status, task.Requester, [.. task.Repositories.Select(r => r.Name)], Attempt, budget.SpentUsd,
        (EndedAt ?? now) - startedAt, AgentTime, WaitedForPeople, _pullRequests.Count, Error);
}
