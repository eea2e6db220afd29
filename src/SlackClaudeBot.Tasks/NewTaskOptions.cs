using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tasks;

/// <summary>The rules that a task is started with; a later change of settings leaves it alone.</summary>
public sealed class NewTaskOptions
{
    [Range(typeof(TimeSpan), "00:01:00", "08:00:00")]
    [Setting(
        "CLAUDE_TIMEOUT",
        "How long one run of the agent may take if the command has no --timeout. A number without a unit is in minutes below 1000, and in seconds from 1000 on: 30 and 1800 are both 30m.",
        AllowsBareNumber = true)]
    public TimeSpan AgentTimeout { get; set; } = TimeSpan.FromMinutes(30);

    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    [Setting("APPROVAL_TIMEOUT", "How long a review or a question waits for a person before the task expires.")]
    public TimeSpan ApprovalTimeout { get; set; } = TimeSpan.FromHours(24);

    [Range(0.01, 10_000)]
    [Setting("TASK_BUDGET_USD", "What one task may cost, in US dollars. Not set: no limit.")]
    public decimal? BudgetUsd { get; set; }

    /// <summary>These rules as a workflow takes them.</summary>
    public TaskPolicy ToPolicy() => new() { ApprovalTimeout = ApprovalTimeout, BudgetUsd = BudgetUsd };
}
