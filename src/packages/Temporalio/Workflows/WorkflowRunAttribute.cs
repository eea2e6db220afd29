namespace Temporalio.Workflows;

/// <summary>Marks the method that a workflow runs.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class WorkflowRunAttribute : Attribute;
