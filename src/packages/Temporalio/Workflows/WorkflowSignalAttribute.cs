namespace Temporalio.Workflows;

/// <summary>Marks a signal's handler. Its name defaults to the method's without a trailing <c>Async</c>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowSignalAttribute : Attribute
{
    /// <summary>A signal named after its method.</summary>
    public WorkflowSignalAttribute()
    {
    }

    /// <summary>A signal with a name of its own.</summary>
    public WorkflowSignalAttribute(string name) => Name = name;

    /// <summary>The signal's name, or null to take the method's.</summary>
    public string? Name { get; }

    /// <summary>Shown in Temporal's UI.</summary>
    public string? Description { get; set; }

    /// <summary>Whether this handler takes every signal that no other one has.</summary>
    public bool Dynamic { get; set; }

    /// <summary>What to say when it still runs as the workflow ends.</summary>
    public HandlerUnfinishedPolicy UnfinishedPolicy { get; set; } = HandlerUnfinishedPolicy.WarnAndAbandon;
}
