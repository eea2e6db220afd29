using System.Diagnostics.CodeAnalysis;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The registry of all kinds of work. A new kind is an entry here and a workflow.</summary>
public static class TaskKinds
{
    /// <summary>Finds and fixes a bug in one stage.</summary>
    public static TaskKind BugFix { get; } = new()
    {
        Name = "bug_fix",
        Verb = "fix",
        WorkflowType = "BugFixWorkflow",
        WorkflowIdPrefix = "fix-",
        BranchPrefix = "fix/claude-",
        Help = "Hand a bug to Claude: clone, fix, test, review, pull request",
        Arguments = "<repo>[@branch][,<repo>…] <title> [-- description]",
        Example = "fix acme/shop Checkout crashes on an empty cart -- Since 2.3, see the log in #alerts",
        Options = [TaskOption.NoApproval, TaskOption.Timeout, TaskOption.Model, TaskOption.Ticket],
    };

    public static IReadOnlyList<TaskKind> All { get; } = [BugFix];

    /// <summary>The kind with this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskKind Get(string name) =>
        All.FirstOrDefault(kind => kind.Name == name) ?? throw new ArgumentException($"There is no kind of task named '{name}'.", nameof(name));

    /// <summary>The kind whose command begins with this verb, in any case; null if there is none.</summary>
    public static TaskKind? FindByVerb(string verb) => All.FirstOrDefault(kind => kind.Verb.Equals(verb, StringComparison.OrdinalIgnoreCase));

    /// <summary>The ids that the workflow of a task can have, one for each kind.</summary>
    public static IEnumerable<string> WorkflowIds(TaskId taskId) => All.Select(kind => kind.WorkflowId(taskId));

    /// <summary>Reads the id of a task's workflow.</summary>
    public static bool TryReadWorkflowId(string workflowId, [NotNullWhen(true)] out TaskKind? kind, [NotNullWhen(true)] out TaskId? taskId)
    {
        kind = All.FirstOrDefault(k => workflowId.StartsWith(k.WorkflowIdPrefix, StringComparison.Ordinal) && TaskId.IsValid(workflowId[k.WorkflowIdPrefix.Length..]));
        taskId = kind is null ? null : new TaskId(workflowId[kind.WorkflowIdPrefix.Length..]);
        return kind is not null;
    }

    /// <summary>A text without the prefix of a workflow's id, if it begins with one.</summary>
    internal static string WithoutPrefix(string typed) =>
        All.FirstOrDefault(kind => typed.StartsWith(kind.WorkflowIdPrefix, StringComparison.OrdinalIgnoreCase)) is { } kind ? typed[kind.WorkflowIdPrefix.Length..] : typed;
}
