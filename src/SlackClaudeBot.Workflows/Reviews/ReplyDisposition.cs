namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>What a reply in the task's thread, or feedback from the reject form, was taken as.</summary>
internal enum ReplyDisposition
{
    /// <summary>Nothing: it was taken before, or says nothing that could be.</summary>
    Ignored,

    /// <summary>Feedback for another attempt; the review shows it.</summary>
    Feedback,

    /// <summary>The answer to the agent's question, which shows it.</summary>
    Answer,

    /// <summary>A note for the next attempt.</summary>
    Note,

    /// <summary>Praise while a review waits: a reply approves nothing.</summary>
    Praise,

    /// <summary>Its author may not decide, and is not the requester.</summary>
    Refused,
}
