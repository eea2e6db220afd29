namespace Temporalio.Workflows;

/// <summary>Marks a query's handler. Its name defaults to the member's.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class WorkflowQueryAttribute : Attribute
{
    /// <summary>A query named after its member.</summary>
    public WorkflowQueryAttribute()
    {
    }

    /// <summary>A query with a name of its own.</summary>
    public WorkflowQueryAttribute(string name) => Name = name;

    /// <summary>The query's name, or null to take the member's.</summary>
    public string? Name { get; }

    /// <summary>Shown in Temporal's UI.</summary>
    public string? Description { get; set; }

    /// <summary>Whether this handler takes every query that no other one has.</summary>
    public bool Dynamic { get; set; }
}
