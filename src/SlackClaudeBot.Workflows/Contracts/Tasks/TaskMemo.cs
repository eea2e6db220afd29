namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The keys of a task's memo: what lists show of a task and nobody searches for.</summary>
public static class TaskMemo
{
    /// <summary>The title, as typed.</summary>
    public const string Title = "title";

    /// <summary>The <see cref="Projection"/> that shows the task, once there is one.</summary>
    public const string Shown = "shown";
}
