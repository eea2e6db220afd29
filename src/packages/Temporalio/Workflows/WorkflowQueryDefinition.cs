using System.Reflection;

namespace Temporalio.Workflows;

/// <summary>A query's handler.</summary>
public class WorkflowQueryDefinition
{
    private readonly MethodInvoker _invoker;
    private readonly object? _target;

    private WorkflowQueryDefinition(string? name, string? description, MethodInfo method, object? target)
    {
        (Name, Description, Method, _target) = (name, description, method, target);
        _invoker = MethodInvoker.Create(method);
        Parameters = method.GetParameters();
    }

    /// <summary>The query's name; null where the handler takes all that no other has.</summary>
    public string? Name { get; }

    /// <summary>Shown in Temporal's UI.</summary>
    public string? Description { get; }

    internal MethodInfo Method { get; }

    internal ParameterInfo[] Parameters { get; }

    /// <summary>A handler made at run time.</summary>
    public static WorkflowQueryDefinition CreateWithoutAttribute(string? name, Delegate del, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(del);
        return Checked(new(name, description, del.Method, del.Target));
    }

    internal static WorkflowQueryDefinition FromMethod(MethodInfo method)
    {
        var attribute = AttributeOf(method);
        if (method.IsStatic || !method.IsPublic)
        {
            throw new ArgumentException($"query {method.Name} must be a public instance method");
        }

        return Checked(new(attribute.Dynamic ? null : attribute.Name ?? method.Name, attribute.Description, method, null));
    }

    internal static WorkflowQueryDefinition FromProperty(PropertyInfo property)
    {
        var attribute = AttributeOf(property);
        var getter = property.GetGetMethod();
        if (getter is null or { IsStatic: true } || attribute.Dynamic)
        {
            throw new ArgumentException($"query {property.Name} must be a public instance property with a getter, and not dynamic");
        }

        return Checked(new(attribute.Name ?? property.Name, attribute.Description, getter, null));
    }

    internal static string NameFromMember(MemberInfo member) => AttributeOf(member) is { Dynamic: true }
        ? throw new ArgumentException($"query {member.Name} is dynamic: it is asked by name")
        : AttributeOf(member).Name ?? member.Name;

    internal object? Invoke(object instance, object?[] args) => _invoker.Invoke(Method.IsStatic ? null : _target ?? instance, args.AsSpan());

    private static WorkflowQueryAttribute AttributeOf(MemberInfo member) =>
        member.GetCustomAttribute<WorkflowQueryAttribute>() ?? throw new ArgumentException($"{member.Name} lacks [WorkflowQuery]");

    private static WorkflowQueryDefinition Checked(WorkflowQueryDefinition definition)
    {
        if (definition.Method.ReturnType == typeof(void) || typeof(Task).IsAssignableFrom(definition.Method.ReturnType))
        {
            throw new ArgumentException($"query {definition.Method.Name} must return a value, and not a Task");
        }

        HandlerNames.RequireFree(definition.Name);
        if (definition.Name is null)
        {
            HandlerNames.RequireDynamicParameters(definition.Method);
        }

        return definition;
    }
}
