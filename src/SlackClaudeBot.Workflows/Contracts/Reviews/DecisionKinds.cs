namespace SlackClaudeBot.Workflows.Contracts.Reviews;

/// <summary>What can become of a stage attempt.</summary>
public static class DecisionKinds
{
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";

    /// <summary>The task asked for no approval, and nothing spoke against going on.</summary>
    public const string NotNeeded = "not_needed";
}
