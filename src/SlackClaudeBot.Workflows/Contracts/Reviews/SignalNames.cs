namespace SlackClaudeBot.Workflows.Contracts.Reviews;

/// <summary>The names of signals, as Temporal sees them.</summary>
public static class SignalNames
{
    public const string Approve = "approve";
    public const string Reject = "reject";
    public const string Retry = "retry";
    public const string Undo = "undo";
    public const string Answer = "answer";
    public const string Note = "note";
    public const string Reply = "reply";
    public const string Cancel = "cancel";
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string ReviewChanges = "reviewChanges";
}

/// <summary>The names of queries, as Temporal sees them.</summary>
public static class QueryNames
{
    public const string GetStatus = "get_status";
    public const string GetClaudeResult = "get_claude_result";
    public const string GetState = "get_state";
}
