using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts.Reviews;

/// <summary>What a reply to a task was taken as.</summary>
[JsonConverter(typeof(WireEnumConverter<ReplyDisposition>))]
public enum ReplyDisposition
{
    /// <summary>Nothing: it was taken before, or says nothing that could be.</summary>
    Ignored,

    /// <summary>Feedback for another attempt; the review shows it.</summary>
    Feedback,

    /// <summary>The answer to the agent's question, which shows it.</summary>
    Answer,

    /// <summary>A note for the next attempt.</summary>
    Note,

    /// <summary>Praise while a decision is pending: a reply approves nothing.</summary>
    Praise,

    /// <summary>Its author may not decide, nor is it their task.</summary>
    Refused,
}
