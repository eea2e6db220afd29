namespace Temporalio.Worker;

/// <summary>How the built-in query <c>__stack_trace</c> is answered.</summary>
public enum WorkflowStackTrace
{
    /// <summary>Not at all: following stacks costs time.</summary>
    None = 0,

    /// <summary>With the stacks of what the workflow waits for.</summary>
    Normal = 1,
}
