using System.Reflection;
using Temporalio.Common;

namespace Temporalio.Activities;

/// <summary>An activity type: its name and how it is called.</summary>
public class ActivityDefinition
{
    private readonly Func<object?[], object?> _invoker;
    private readonly Func<Task, object?> _resultOf;

    private ActivityDefinition(
        string? name, Type returnType, IReadOnlyCollection<Type> parameterTypes, int requiredParameterCount, Func<object?[], object?> invoker, MethodInfo? method)
    {
        (Name, ReturnType, ParameterTypes, RequiredParameterCount, _invoker, MethodInfo) =
            (name, returnType, parameterTypes, requiredParameterCount, invoker, method);
        _resultOf = Invocation.ResultReader(returnType);
        if (parameterTypes.Any(t => t.IsByRef) || method?.ContainsGenericParameters == true)
        {
            throw new ArgumentException($"Activity {name ?? method?.Name} has a by-reference or generic parameter.");
        }

        if (name is null && !parameterTypes.SequenceEqual([typeof(Converters.IRawValue[])]))
        {
            throw new ArgumentException($"Activity {method?.Name} is dynamic and must take an IRawValue[].");
        }
    }

    /// <summary>The activity type as it stands in histories; null for a dynamic activity.</summary>
    public string? Name { get; }

    /// <summary>What it returns, a task or not.</summary>
    public Type ReturnType { get; }

    /// <summary>What it takes.</summary>
    public IReadOnlyCollection<Type> ParameterTypes { get; }

    /// <summary>How many of its parameters have no default.</summary>
    public int RequiredParameterCount { get; }

    /// <summary>Whether it takes every type that no other activity of the worker has.</summary>
    public bool Dynamic => Name is null;

    /// <summary>The method, where there is one.</summary>
    public MethodInfo? MethodInfo { get; }

    /// <summary>The definition of a delegate whose method has <see cref="ActivityAttribute"/>.</summary>
    public static ActivityDefinition Create(Delegate del)
    {
        ArgumentNullException.ThrowIfNull(del);
        return Create(del.Method, MethodCaller(del.Method, del.Target));
    }

    /// <summary>A definition without a method.</summary>
    public static ActivityDefinition Create(
        string? name, Type returnType, IReadOnlyCollection<Type> parameterTypes, int requiredParameterCount, Func<object?[], object?> invoker) =>
        new(name, returnType, parameterTypes, requiredParameterCount, invoker, null);

    /// <summary>The definition of a method that has <see cref="ActivityAttribute"/>, called through <paramref name="invoker"/>.</summary>
    public static ActivityDefinition Create(MethodInfo method, Func<object?[], object?> invoker)
    {
        var attribute = AttributeOf(method);
        return attribute.Dynamic ? CreateWithoutAttribute(null, method, invoker) : CreateWithoutAttribute(NameFromMethodForCall(method), method, invoker);
    }

    /// <summary>The definition of any method.</summary>
    public static ActivityDefinition CreateWithoutAttribute(string? name, MethodInfo method, Func<object?[], object?> invoker)
    {
        ArgumentNullException.ThrowIfNull(method);
        var parameters = method.GetParameters();
        return new(
            name,
            method.ReturnType,
            [.. parameters.Select(p => p.ParameterType)],
            Invocation.RequiredCount(parameters),
            args => invoker(Invocation.Complete(parameters, args)),
            method);
    }

    /// <summary>All activities of a type.</summary>
    public static IReadOnlyCollection<ActivityDefinition> CreateAll<T>(T? instance) => CreateAll(typeof(T), instance);

    /// <summary>All activities of a type.</summary>
    /// <param name="type">The class or interface.</param>
    /// <param name="instance">What instance methods are called on.</param>
    /// <exception cref="ArgumentException">There is none, or an instance method but no instance.</exception>
    public static IReadOnlyCollection<ActivityDefinition> CreateAll(Type type, object? instance)
    {
        var methods = AllMethods(type);
        if (methods.Count == 0)
        {
            throw new ArgumentException($"{type} has no method with [Activity].");
        }

        return [.. methods.Select(m => Create(m, MethodCaller(m, instance ?? (m.IsStatic ? null : throw new ArgumentException($"{m.Name} needs an instance of {type}.")))))];
    }

    /// <summary>Calls it.</summary>
    public async Task<object?> InvokeAsync(object?[] parameters)
    {
        var result = _invoker(parameters);
        if (result is not Task task)
        {
            return result;
        }

        await task.ConfigureAwait(false);
        return _resultOf(task);
    }

    internal static IReadOnlyList<MethodInfo> AllMethods(Type type) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
            .Where(m => m.GetCustomAttribute<ActivityAttribute>() is not null)];

    internal static string NameFromMethodForCall(MethodInfo method)
    {
        var attribute = AttributeOf(method);
        if (attribute.Dynamic)
        {
            throw new ArgumentException($"{method.Name} is dynamic: it is called by name.");
        }

        if (attribute.Name is { } name)
        {
            return name;
        }

        if (method.Name.Contains('<', StringComparison.Ordinal))
        {
            throw new ArgumentException("A lambda needs a name in its [Activity].");
        }

        return typeof(Task).IsAssignableFrom(method.ReturnType) ? Invocation.WithoutAsync(method.Name) : method.Name;
    }

    private static ActivityAttribute AttributeOf(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return method.GetCustomAttribute<ActivityAttribute>() ?? throw new ArgumentException($"{method.DeclaringType}.{method.Name} lacks [Activity].");
    }

    private static Func<object?[], object?> MethodCaller(MethodInfo method, object? target)
    {
        var invoker = MethodInvoker.Create(method);
        return args => invoker.Invoke(target, args.AsSpan());
    }
}
