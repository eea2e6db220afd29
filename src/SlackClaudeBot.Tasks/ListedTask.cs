using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace SlackClaudeBot.Tasks;

/// <summary>A task in a list, as the visibility store has it: on a cluster it may be a second old.</summary>
public sealed record ListedTask
{
    public required TaskId TaskId { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>As typed.</summary>
    public required string Title { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>Whether its workflow still runs.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Null if it is not known: a workflow that was terminated in Temporal did not say so.</summary>
    public WorkStatus? Status { get; init; }

    /// <summary>Slack user id.</summary>
    public string Requester { get; init; } = string.Empty;

    /// <summary>Full names.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Spent so far, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Where it is shown; null before it is.</summary>
    public Projection? Shown { get; init; }

    /// <summary>Reads what a list says of a workflow; null if it is not the workflow of a task.</summary>
    internal static async Task<ListedTask?> ReadAsync(WorkflowExecution run)
    {
        if (!TaskKinds.TryReadWorkflowId(run.Id, out _, out var taskId))
        {
            return null;
        }

        var attributes = run.TypedSearchAttributes;
        var isOpen = run.Status == WorkflowExecutionStatus.Running;
        var status = WorkStatusExtensions.Read(attributes.TryGetValue(TaskSearchAttributes.Status, out var written) ? written : null);
        return new()
        {
            TaskId = taskId,
            WorkflowId = run.Id,
            Title = await ReadMemoAsync<string>(run, TaskMemo.Title) ?? "",
            StartedAt = run.StartTime,
            IsOpen = isOpen,
            Status = isOpen || status?.IsFinal() == true ? status : null,
            Requester = attributes.TryGetValue(TaskSearchAttributes.Requester, out var requester) ? requester : "",
            Repositories = attributes.TryGetValue(TaskSearchAttributes.Repositories, out var repositories) ? [.. repositories] : [],
            CostUsd = attributes.TryGetValue(TaskSearchAttributes.CostUsd, out var cost) ? (decimal)cost : 0,
            Shown = await ReadMemoAsync<Projection>(run, TaskMemo.Shown),
        };
    }

    private static async Task<T?> ReadMemoAsync<T>(WorkflowExecution run, string key)
        where T : class => run.Memo.TryGetValue(key, out var value) ? await value.ToValueAsync<T?>() : null;
}
