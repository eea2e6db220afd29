using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts.Reviews;

/// <summary>How the review of a stage attempt can end.</summary>
[JsonConverter(typeof(WireEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    Approved,
    Rejected,
    Expired,
    Cancelled,

    /// <summary>The task asked for no approval, and its tests covered every change.</summary>
    AutoApproved,

    /// <summary>The agent had failed and is to try once more; this does not count against the attempts.</summary>
    Retried,
}
