namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>A kind of work that people can ask for: everything that parser, client, sweeper, lists and help need to know of it.</summary>
public sealed record TaskKind
{
    /// <summary>As in a task's request, metrics and search attributes, for example <c>bug_fix</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What people type after <c>/claude</c>, for example <c>fix</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The workflow's type. Its class is in another process, which may be newer or older.</summary>
    public required string WorkflowType { get; init; }

    /// <summary>The beginning of its workflows' ids, for example <c>fix-</c>. No other kind's prefix begins with it.</summary>
    public required string WorkflowIdPrefix { get; init; }

    /// <summary>The beginning of the branches it pushes; the task's id follows.</summary>
    public required string BranchPrefix { get; init; }

    /// <summary>What it does, in one line.</summary>
    public required string Help { get; init; }

    /// <summary>What is typed after its verb.</summary>
    public required string Arguments { get; init; }

    /// <summary>A command that a person could type after <c>/claude</c>.</summary>
    public required string Example { get; init; }

    /// <summary>The options that its command takes.</summary>
    public required IReadOnlyList<TaskOption> Options { get; init; }

    /// <summary>The command that starts one, without its arguments, for example <c>/claude fix</c>.</summary>
    public string Command => "/claude " + Verb;

    /// <summary>The id of a task's workflow.</summary>
    public string WorkflowId(TaskId taskId) => WorkflowIdPrefix + taskId;

    /// <summary>The branch that a task works on.</summary>
    public string Branch(TaskId taskId) => BranchPrefix + taskId;
}
