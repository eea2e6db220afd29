namespace Temporalio.Workflows;

/// <summary>Marks a type as a workflow. Its name defaults to the type's, an interface's without the leading <c>I</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class WorkflowAttribute : Attribute
{
    /// <summary>A workflow named after its type.</summary>
    public WorkflowAttribute()
    {
    }

    /// <summary>A workflow with a name of its own.</summary>
    public WorkflowAttribute(string name) => Name = name;

    /// <summary>The workflow type, or null to take the type's name.</summary>
    public string? Name { get; }

    /// <summary>Whether this workflow takes every type that no other workflow of the worker has.</summary>
    public bool Dynamic { get; set; }

    /// <summary>Exceptions that fail the workflow, where others fail the workflow task.</summary>
    public Type[]? FailureExceptionTypes { get; set; }
}
