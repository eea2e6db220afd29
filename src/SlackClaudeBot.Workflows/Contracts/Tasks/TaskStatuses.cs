namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The states of a task, spelled as in <c>get_status</c>.</summary>
public static class TaskStatuses
{
    public const string Pending = "pending";
    public const string Provisioning = "provisioning";
    public const string Cloning = "cloning";
    public const string Running = "running";
    public const string Testing = "testing";
    public const string AwaitingApproval = "awaiting_approval";
    public const string AwaitingAnswer = "awaiting_answer";
    public const string Paused = "paused";
    public const string CreatingPullRequests = "creating_prs";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Rejected = "rejected";
    public const string Expired = "expired";

    /// <summary>Whether a task in this state has ended.</summary>
    public static bool IsFinal(string status) => status is Completed or Failed or Cancelled or Rejected or Expired;
}
