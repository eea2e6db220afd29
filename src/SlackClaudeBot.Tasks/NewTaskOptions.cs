using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tasks;

/// <summary>The rules that a task is started with; a later change of settings leaves it alone.</summary>
public sealed class NewTaskOptions
{
    [Range(typeof(TimeSpan), "00:01:00", "08:00:00", ErrorMessage = "must be from 1m to 8h.")]
    [Setting("CLAUDE_TIMEOUT", "How long one run of the agent may take, where a command names no time.")]
    public TimeSpan AgentTimeout { get; set; } = TimeSpan.FromMinutes(30);

    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ErrorMessage = "must be from 1m to 30d.")]
    [Setting("APPROVAL_TIMEOUT", "How long a review or a question waits for a person before the task expires.")]
    public TimeSpan ApprovalTimeout { get; set; } = TimeSpan.FromHours(24);

    [Range(0.01, 10_000, ErrorMessage = "must be from 0.01 to 10000.")]
    [Setting("TASK_BUDGET_USD", "What one task may cost, in US dollars. Not set: no limit.")]
    public decimal? BudgetUsd { get; set; }

    /// <summary>These rules as a workflow takes them.</summary>
    public TaskPolicy ToPolicy() => new() { ApprovalTimeout = ApprovalTimeout, BudgetUsd = BudgetUsd };
}
