using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Testing;

/// <summary>Tasks as their workflows tell of them.</summary>
public static class TaskStates
{
    public const string TaskId = "3f9a0c51be";
    public const string WorkflowId = "fix-3f9a0c51be";
    public const string Channel = "C0SHOP";
    public const string Requester = "U0ASKS";
    public const string CardTs = "1700000000.000100";

    public static TaskState Waiting(int attempt = 1) => Of(TaskStatuses.AwaitingApproval) with { Attempt = attempt };

    public static TaskState Of(string status, string taskId = TaskId) => new(
        new BugFixTask(taskId, "Checkout crashes <!channel>", "", [new("https://github.com/acme/shop.git", "acme/shop")], null, Channel, Requester, 30, true),
        status,
        "fix",
        1,
        "Reading src/Cart.cs",
        0.42m,
        null,
        null,
        new MessageAddress(Channel, CardTs),
        null,
        null,
        [],
        [],
        null);
}
