using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>One event of <c>claude --output-format stream-json</c>: https://code.claude.com/docs/en/headless.</summary>
internal abstract record ClaudeEvent;

/// <summary>A run began, or went on after a pause.</summary>
internal sealed record RunStarted(string SessionId) : ClaudeEvent;

/// <summary>The model API failed, and Claude Code will retry the request.</summary>
/// <param name="Retry">The number of the next try, from 1.</param>
/// <param name="MaxRetries">How many there are.</param>
/// <param name="Status">The HTTP status; null if there was no answer.</param>
internal sealed record ApiRetry(int Retry, int MaxRetries, int? Status) : ClaudeEvent;

/// <summary>A piece of what the model said: one content block.</summary>
/// <param name="MessageId">Blocks of the same message carry the same id and the same usage.</param>
/// <param name="Model">Which model.</param>
/// <param name="Usage">The message's tokens so far.</param>
/// <param name="Does">One line about the block: a tool's use or the beginning of a text; null if it says nothing.</param>
internal sealed record AssistantMessage(string MessageId, string Model, TokenUsage Usage, string? Does) : ClaudeEvent;

/// <summary>Any other event. It shows that the run is alive.</summary>
internal sealed record OtherEvent : ClaudeEvent;

/// <summary>How a run ended, in its own words.</summary>
/// <param name="Subtype"><c>success</c> does not mean success.</param>
/// <param name="IsError">Whether the run calls itself failed.</param>
/// <param name="ApiErrorStatus">The model API's last status, if it failed.</param>
/// <param name="TerminalReason">Why it ended.</param>
/// <param name="Turns">Zero if the model was never asked.</param>
/// <param name="Text">The last message, or the error.</param>
/// <param name="Errors">The messages of error subtypes, which have no text.</param>
/// <param name="SessionId">The session.</param>
/// <param name="CostUsd">Cumulative over all results of one process.</param>
/// <param name="Models">Tokens and cost by model, subagents included.</param>
internal sealed record RunEnded(
    string Subtype,
    bool IsError,
    int? ApiErrorStatus,
    string? TerminalReason,
    int Turns,
    string Text,
    IReadOnlyList<string> Errors,
    string SessionId,
    decimal CostUsd,
    IReadOnlyList<ModelUsage> Models) : ClaudeEvent;

/// <summary>Tokens of one message.</summary>
internal readonly record struct TokenUsage(long Input, long Output, long CacheRead, long CacheWrite);
