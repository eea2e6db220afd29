namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>Names one attempt of one stage of one task. Whatever is done for an attempt is idempotent by it.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="Stage">The stage, for example <c>fix</c>.</param>
/// <param name="Attempt">The attempt of that stage, from 1.</param>
public sealed record AttemptKey(TaskId TaskId, string WorkflowId, string Stage, int Attempt)
{
    /// <summary>The key of an event of this attempt, unique within its workflow, for example <c>question:fix:1</c>.</summary>
    public string EventKey(string what) => $"{what}:{Stage}:{Attempt}";
}
