using System.Globalization;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Classifies how an execution ended. Claude Code reports failures of the API as a success with an error flag, and some runs in
/// which nothing happened look like clean successes, so exit code, flags, status, turns and text are all checked.
/// </summary>
internal static class RunOutcomeClassifier
{
    private const int MaxSummaryLength = 8_000;
    private const int MaxErrorLength = 1_000;
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int FirstSignal = 128;

    private static readonly string[] _connectionTroubles =
        ["connection", "econnre", "socket", "network", "timed out", "timeout", "fetch failed", "unable to connect", "overloaded", "529", "stream", "terminated", "incomplete"];

    /// <summary>Classifies an execution that has ended.</summary>
    /// <param name="seen">Its events.</param>
    /// <param name="exitCode">Its exit code; null if it died before it could write one.</param>
    /// <param name="stopped">Why the bot stopped it; null if it exited on its own.</param>
    /// <param name="errors">The end of its stderr.</param>
    public static RunOutcome Classify(RunEventAggregate seen, int? exitCode, string? stopped, string errors) => ClassifyEnd(seen, exitCode, stopped, errors) switch
    {
        // The agent has worked, so its changes are shown for review, with the reason why it could not finish.
        RunFailed { IsTransient: false } failed when seen.HasWorked => new RunConcluded(AgentOutcome.Failed, string.Empty, Error: failed.Message),
        var outcome => outcome,
    };

    private static RunOutcome ClassifyEnd(RunEventAggregate seen, int? exitCode, string? stopped, string errors) => (stopped, seen.Result) switch
    {
        (not StopReasons.Finished, { Subtype: "success", IsError: false } result) when exitCode is 0 => Conclude(result),
        (StopReasons.Finished, { } result) => ClassifyResult(result, exitCode: 0),
        (StopReasons.Silent, _) => new RunConcluded(AgentOutcome.TimedOut, string.Empty, Error: $"The agent fell silent and was stopped. It was last seen: {seen.Activity}"),
        (StopReasons.TimedOut, _) => new RunConcluded(AgentOutcome.TimedOut, string.Empty, Error: $"The agent ran past its time and was stopped. It was last seen: {seen.Activity}"),
        (StopReasons.Cancelled, _) => new RunFailed("The run of the agent was cancelled.", IsTransient: true),
        // Claude Code ends by itself after its result. Code in the sandbox can write a result in its name, and kill it.
        (_, { Subtype: "success" }) when exitCode is null or >= FirstSignal => new RunFailed("The agent was killed before it ended by itself.", IsTransient: true),
        (_, { } result) => ClassifyResult(result, exitCode),
        _ => WithoutResult(exitCode, errors),
    };

    private static RunOutcome ClassifyResult(RunEnded result, int? exitCode) => result switch
    {
        { Subtype: "error_max_turns" } => new RunConcluded(AgentOutcome.MaxTurns, string.Empty, Error: $"The agent used all of its {Math.Max(result.Turns - 1, 0)} turns."),
        { Subtype: "error_max_budget_usd" } => new RunConcluded(AgentOutcome.OverBudget, string.Empty, Error: "The agent spent its budget."),
        { Subtype: "success", IsError: true } => ClassifyApiError(result),
        { Subtype: "success" } when exitCode is 0 => Conclude(result),
        { TerminalReason: { } reason } when reason.StartsWith("aborted", StringComparison.Ordinal) => new RunFailed("The agent was interrupted from outside.", IsTransient: true),
        _ => new RunConcluded(AgentOutcome.Failed, string.Empty, Error: TextSanitizer.Cut($"The agent ended with {result.Subtype}: {ErrorText(result)}", MaxErrorLength)),
    };

    private static RunConcluded Conclude(RunEnded result)
    {
        var text = result.Text.Trim();
        if (result.Turns == 0)
        {
            return new RunConcluded(AgentOutcome.Failed, string.Empty, Error: TextSanitizer.Cut($"The agent did not start: {text}", MaxErrorLength));
        }

        var bare = text.TrimStart('*', '_', '#', '>', ' ');
        return bare.StartsWith(AgentRules.QuestionMarker, StringComparison.Ordinal)
            ? new RunConcluded(AgentOutcome.Question, TextSanitizer.Cut(text, MaxSummaryLength), Question: TextSanitizer.Cut(bare[AgentRules.QuestionMarker.Length..].Trim('*', '_', ' ', '\n', '\r'), MaxSummaryLength))
            : new RunConcluded(AgentOutcome.Succeeded, TextSanitizer.Cut(text, MaxSummaryLength));
    }

    private static RunOutcome ClassifyApiError(RunEnded result)
    {
        var said = TextSanitizer.Cut(ErrorText(result), MaxErrorLength);
        return result.ApiErrorStatus switch
        {
            401 or 403 => new RunFailed($"The model API refused the key ({Status(result)}). Check ANTHROPIC_API_KEY. It said: {said}", IsTransient: false),
            404 => new RunFailed($"The model API does not know the model or the address (404). Check --model, CLAUDE_MODEL and ANTHROPIC_BASE_URL. It said: {said}", IsTransient: false),
            429 => new RunFailed($"The model API limits the rate of requests (429). It said: {said}", IsTransient: true),
            >= 500 => new RunFailed($"The model API has trouble ({Status(result)}). It said: {said}", IsTransient: true),
            null when said.Contains("/login", StringComparison.Ordinal) => new RunFailed("Claude Code has no key for the model API. Check ANTHROPIC_API_KEY.", IsTransient: false),
            null when result.TerminalReason != "prompt_too_long" && _connectionTroubles.Any(t => said.Contains(t, StringComparison.OrdinalIgnoreCase)) =>
                new RunFailed($"The model API cannot be reached or broke off. Claude Code said: {said}", IsTransient: true),
            // The same conversation would be refused again.
            _ => new RunConcluded(AgentOutcome.Failed, string.Empty, Error: $"The model API refused the request: {said}", SpoilsSession: true),
        };
    }

    private static RunOutcome WithoutResult(int? exitCode, string errors) => exitCode switch
    {
        NotFound or NotExecutable => new RunFailed("Claude Code is not installed in the sandbox.", IsTransient: false),
        null => new RunFailed("The agent's run was cut off.", IsTransient: true),
        0 => new RunFailed("The agent ended without a result.", IsTransient: true),
        >= FirstSignal => new RunFailed($"The agent was killed (signal {exitCode - FirstSignal}); the sandbox may have run out of memory.", IsTransient: true),
        _ => new RunConcluded(AgentOutcome.Failed, string.Empty, Error: TextSanitizer.Cut($"Claude Code did not start (exit code {exitCode}): {errors.Trim()}", MaxErrorLength)),
    };

    private static string ErrorText(RunEnded result) => result.Text.Length > 0 ? result.Text : string.Join("; ", result.Errors);

    private static string Status(RunEnded result) => result.ApiErrorStatus!.Value.ToString(CultureInfo.InvariantCulture);
}
