namespace Temporalio.Workflows;

/// <summary>Marks a constructor that takes what the run method takes.</summary>
[AttributeUsage(AttributeTargets.Constructor, Inherited = false)]
public sealed class WorkflowInitAttribute : Attribute;
