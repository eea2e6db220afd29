using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>What handlers may be called, and what dynamic ones must take.</summary>
internal static class HandlerNames
{
    public const string StackTraceQuery = "__stack_trace";
    public const string MetadataQuery = "__temporal_workflow_metadata";
    private const string EnhancedStackTraceQuery = "__enhanced_stack_trace";
    private const string ReservedPrefix = "__temporal";

    public static void RequireFree(string? name)
    {
        if (name is StackTraceQuery or EnhancedStackTraceQuery || name?.StartsWith(ReservedPrefix, StringComparison.Ordinal) == true)
        {
            throw new ArgumentException($"the name {name} is reserved");
        }
    }

    public static void RequireDynamicParameters(MethodInfo method)
    {
        if (!method.GetParameters().Select(p => p.ParameterType).SequenceEqual([typeof(string), typeof(Converters.IRawValue[])]))
        {
            throw new ArgumentException($"{method.Name} is dynamic and must take a string and an IRawValue[]");
        }
    }
}
