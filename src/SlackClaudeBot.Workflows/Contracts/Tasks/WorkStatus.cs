using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The states of a task, spelled as in <c>get_status</c>. (<c>TaskStatus</c> is a name of .NET's own.)</summary>
[JsonConverter(typeof(WireEnumConverter<WorkStatus>))]
public enum WorkStatus
{
    Pending,
    Queued,
    Provisioning,
    Cloning,
    Running,
    Testing,
    AwaitingApproval,
    AwaitingAnswer,
    Paused,

    [JsonStringEnumMemberName("creating_prs")]
    CreatingPullRequests,
    Completed,
    Failed,
    Cancelled,
    Rejected,
    Expired,
}

/// <summary>Questions about a task's state.</summary>
public static class WorkStatusExtensions
{
    /// <summary>Whether a task in this state works in its sandbox.</summary>
    public static bool IsAtWork(this WorkStatus status) => status is WorkStatus.Cloning or WorkStatus.Running or WorkStatus.Testing;

    /// <summary>Whether a task in this state has ended.</summary>
    public static bool IsFinal(this WorkStatus status) =>
        status is WorkStatus.Completed or WorkStatus.Failed or WorkStatus.Cancelled or WorkStatus.Rejected or WorkStatus.Expired;

    /// <summary>The state that a search attribute spells; null if it is none of ours.</summary>
    public static WorkStatus? Read(string? text) => Enum.GetValues<WorkStatus>().Cast<WorkStatus?>().FirstOrDefault(status => status!.Value.WireName() == text);
}
