using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Where a task stands: the one place from which its events, its queries and its metrics are made.</summary>
internal sealed class TaskProgress(TaskRequest task, string workflowId, DateTime startedAt, Budget budget)
{
    private readonly List<StageDecision> _decisions = [];
    private readonly List<PullRequestReference> _pullRequests = [];
    private int _maxAttempts;
    private int _attempts;

    /// <summary>Grows with each change that people see.</summary>
    public int Version { get; private set; }

    public WorkStatus Status { get; private set; } = WorkStatus.Pending;

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

    /// <summary>Where the task is shown, once it is.</summary>
    public Projection? Shown { get; set; }

    /// <summary>Whether the pending review has something that can be approved.</summary>
    public bool CanApprove { get; set; } = true;

    /// <summary>The question that waits, if one does.</summary>
    public string? Question { get; set; }

    /// <summary>When the pending review or question expires, UTC; null if none is pending.</summary>
    public DateTime? Deadline { get; private set; }

    public IReadOnlyList<PullRequestReference> PullRequests => _pullRequests;

    /// <summary>Who decided what, oldest first.</summary>
    public IReadOnlyList<StageDecision> Decisions => _decisions;

    /// <summary>Moves on to another state; says in one line what is done or waited for.</summary>
    public void Enter(WorkStatus status, string? detail = null)
    {
        Version += status == Status ? 0 : 1;
        Status = status;
        Show(detail);
    }

    /// <summary>Says in one line what is done or waited for now.</summary>
    public void Show(string? detail)
    {
        Version += detail == Detail ? 0 : 1;
        Detail = detail;
    }

    /// <summary>A review or a question is pending until then; null: none is any more.</summary>
    public void SetDeadline(DateTime? deadline)
    {
        Deadline = deadline;
        Version++;
    }

    public void BeginAttempt(string stage, int attempt, int maxAttempts, bool isWork)
    {
        Stage = stage;
        Attempt = attempt;
        _maxAttempts = maxAttempts;
        _attempts += isWork ? 1 : 0;
        Version++;
    }

    /// <summary>The next run of the agent starts a session.</summary>
    public void StartSession()
    {
        SessionId = null;
        LastResult = null;
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
        _pullRequests.RemoveAll(known => known.Url == pullRequest.Url);
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

    public TaskSnapshot ToSnapshot() => TaskSnapshot.From(ToState(), workflowId);

    public TaskState ToState() => new()
    {
        Task = task,
        WorkflowId = workflowId,
        Status = Status,
        Stage = Stage,
        Attempt = Attempt,
        MaxAttempts = _maxAttempts,
        Detail = Detail,
        CostUsd = budget.SpentUsd,
        BudgetUsd = budget.GrantedUsd,
        StartedAt = startedAt,
        EndedAt = EndedAt,
        SessionId = SessionId,
        LastResult = LastResult,
        Shown = Shown,
        Question = Question,
        CanApprove = CanApprove,
        Deadline = Deadline,
        Decisions = [.. _decisions],
        PullRequests = [.. _pullRequests],
        Error = Error,
    };

    public TaskMetrics ToMetrics(string workflowType, DateTime now) => new()
    {
        TaskId = task.TaskId,
        WorkflowId = workflowId,
        WorkflowType = workflowType,
        Status = Status,
        Requester = task.Requester,
        Repositories = [.. task.Repositories.Select(repository => repository.FullName)],
        Attempts = _attempts,
        CostUsd = budget.SpentUsd,
        Duration = (EndedAt ?? now) - startedAt,
        AgentTime = AgentTime,
        WaitedForPeople = WaitedForPeople,
        PullRequests = _pullRequests.Count,
        Error = Error,
    };
}
