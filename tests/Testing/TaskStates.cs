using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Testing;

/// <summary>Tasks as their workflows tell of them.</summary>
public static class TaskStates
{
    public const string TaskIdText = "3f9a0c51be";
    public const string WorkflowId = "fix-3f9a0c51be";
    public const string Channel = "C0SHOP";
    public const string Requester = "U0ASKS";
    public const string CardTs = "1700000000.000100";

    public static TaskState Waiting(int attempt = 1) => Of(WorkStatus.AwaitingApproval) with { Attempt = attempt };

    public static TaskState Of(WorkStatus status, string taskId = TaskIdText) => new()
    {
        Task = new TaskRequest
        {
            TaskId = new TaskId(taskId),
            Kind = TaskKinds.BugFix.Name,
            Title = "Checkout crashes <!channel>",
            Repositories = [new RepositoryRef("acme", "shop")],
            Channel = Channel,
            Requester = Requester,
        },
        WorkflowId = TaskKinds.BugFix.WorkflowId(new TaskId(taskId)),
        Status = status,
        Stage = "fix",
        Attempt = 1,
        MaxAttempts = 3,
        Detail = "Reading src/Cart.cs",
        CostUsd = 0.42m,
        Shown = new Projection($"{Channel}/{CardTs}"),
    };
}
