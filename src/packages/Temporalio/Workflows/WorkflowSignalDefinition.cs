using System.Reflection;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A signal's handler.</summary>
public class WorkflowSignalDefinition
{
    private readonly MethodInvoker _invoker;
    private readonly object? _target;

    private WorkflowSignalDefinition(string? name, string? description, MethodInfo method, object? target, HandlerUnfinishedPolicy unfinishedPolicy)
    {
        (Name, Description, Method, _target, UnfinishedPolicy) = (name, description, method, target, unfinishedPolicy);
        _invoker = MethodInvoker.Create(method);
        Parameters = method.GetParameters();
    }

    /// <summary>The signal's name; null where the handler takes all that no other has.</summary>
    public string? Name { get; }

    /// <summary>Shown in Temporal's UI.</summary>
    public string? Description { get; }

    /// <summary>What to say when it still runs as the workflow ends.</summary>
    internal HandlerUnfinishedPolicy UnfinishedPolicy { get; }

    internal MethodInfo Method { get; }

    internal ParameterInfo[] Parameters { get; }

    /// <summary>A handler made at run time.</summary>
    public static WorkflowSignalDefinition CreateWithoutAttribute(
        string? name, Delegate del, HandlerUnfinishedPolicy unfinishedPolicy = HandlerUnfinishedPolicy.WarnAndAbandon, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(del);
        return Checked(new(name, description, del.Method, del.Target, unfinishedPolicy));
    }

    internal static WorkflowSignalDefinition FromMethod(MethodInfo method)
    {
        var attribute = AttributeOf(method);
        if (method.IsStatic || !method.IsPublic)
        {
            throw new ArgumentException($"signal {method.Name} must be a public instance method");
        }

        return Checked(new(attribute.Dynamic ? null : NameFromMethod(method), attribute.Description, method, null, attribute.UnfinishedPolicy));
    }

    internal static string NameFromMethod(MethodInfo method) => AttributeOf(method) is { Dynamic: true }
        ? throw new ArgumentException($"signal {method.Name} is dynamic: it is sent by name")
        : AttributeOf(method).Name ?? Invocation.WithoutAsync(method.Name);

    internal Task InvokeAsync(object instance, object?[] args) =>
        (Task?)_invoker.Invoke(Method.IsStatic ? null : _target ?? instance, args.AsSpan()) ?? Task.CompletedTask;

    private static WorkflowSignalAttribute AttributeOf(MethodInfo method) =>
        method.GetCustomAttribute<WorkflowSignalAttribute>() ?? throw new ArgumentException($"{method.Name} lacks [WorkflowSignal]");

    private static WorkflowSignalDefinition Checked(WorkflowSignalDefinition definition)
    {
        if (definition.Method.ReturnType != typeof(Task))
        {
            throw new ArgumentException($"signal {definition.Method.Name} must return a Task");
        }

        HandlerNames.RequireFree(definition.Name);
        if (definition.Name is null)
        {
            HandlerNames.RequireDynamicParameters(definition.Method);
        }

        return definition;
    }
}
