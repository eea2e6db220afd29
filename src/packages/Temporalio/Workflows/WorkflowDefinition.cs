using System.Collections.Concurrent;
using System.Reflection;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A workflow type: its name, run method and handlers.</summary>
public class WorkflowDefinition
{
    private static readonly ConcurrentDictionary<Type, WorkflowDefinition> _known = new();

    private readonly ConstructorInvoker _constructor;

    private WorkflowDefinition(
        string? name,
        Type type,
        MethodInfo runMethod,
        ConstructorInfo constructor,
        bool takesInput,
        Type[] failureExceptionTypes,
        IReadOnlyDictionary<string, WorkflowSignalDefinition> signals,
        WorkflowSignalDefinition? dynamicSignal,
        IReadOnlyDictionary<string, WorkflowQueryDefinition> queries,
        WorkflowQueryDefinition? dynamicQuery)
    {
        (Name, Type, RunMethod, TakesInput, FailureExceptionTypes) = (name, type, runMethod, takesInput, failureExceptionTypes);
        (Signals, DynamicSignal, Queries, DynamicQuery) = (signals, dynamicSignal, queries, dynamicQuery);
        _constructor = ConstructorInvoker.Create(constructor);
        RunInvoker = MethodInvoker.Create(runMethod);
        RunParameters = runMethod.GetParameters();
        ResultOf = Invocation.ResultReader(runMethod.ReturnType);
    }

    /// <summary>The workflow type as it stands in histories; null for a dynamic workflow.</summary>
    public string? Name { get; }

    /// <summary>The class.</summary>
    public Type Type { get; }

    internal MethodInfo RunMethod { get; }

    internal MethodInvoker RunInvoker { get; }

    internal ParameterInfo[] RunParameters { get; }

    internal Func<Task, object?> ResultOf { get; }

    internal bool TakesInput { get; }

    internal Type[] FailureExceptionTypes { get; }

    internal IReadOnlyDictionary<string, WorkflowSignalDefinition> Signals { get; }

    internal WorkflowSignalDefinition? DynamicSignal { get; }

    internal IReadOnlyDictionary<string, WorkflowQueryDefinition> Queries { get; }

    internal WorkflowQueryDefinition? DynamicQuery { get; }

    /// <summary>The definition of a workflow type.</summary>
    public static WorkflowDefinition Create<T>() => Create(typeof(T));

    /// <summary>The definition of a workflow type.</summary>
    /// <exception cref="ArgumentException">The type is not a proper workflow; the message lists why.</exception>
    public static WorkflowDefinition Create(Type type) => _known.GetOrAdd(type, Read);

    internal static string NameFromRunMethod(MethodInfo method)
    {
        if (method.GetCustomAttribute<WorkflowRunAttribute>() is null)
        {
            throw new ArgumentException($"{method} lacks [WorkflowRun].");
        }

        var type = method.ReflectedType ?? throw new ArgumentException($"{method} belongs to no type.");
        return NameOf(type) ?? throw new ArgumentException($"{type} is dynamic: it is started by name.");
    }

    internal object CreateInstance(object?[] runArgs) => TakesInput ? _constructor.Invoke(runArgs.AsSpan()) : _constructor.Invoke();

    private static string? NameOf(Type type)
    {
        var attribute = type.GetCustomAttribute<WorkflowAttribute>() ?? throw new ArgumentException($"{type} lacks [Workflow].");
        if (attribute.Dynamic)
        {
            return null;
        }

        if (attribute.Name is { } name)
        {
            return name;
        }

        return type.IsInterface && type.Name.Length > 1 && type.Name[0] == 'I' && char.IsUpper(type.Name[1]) ? type.Name[1..] : type.Name;
    }

    private static WorkflowDefinition Read(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var errors = new List<string>();
        var attribute = type.GetCustomAttribute<WorkflowAttribute>() ?? throw new ArgumentException($"{type} lacks [Workflow].");
        if (type.IsAbstract || type.ContainsGenericParameters)
        {
            errors.Add("a workflow must be a concrete class");
        }

        var signals = new HandlerSet<WorkflowSignalDefinition>("signal", errors);
        var queries = new HandlerSet<WorkflowQueryDefinition>("query", errors);
        var runMethods = new List<MethodInfo>();
        foreach (var method in type.GetMethods(All))
        {
            if (method.GetCustomAttribute<WorkflowRunAttribute>() is not null)
            {
                runMethods.Add(method);
            }

            if (method.GetCustomAttribute<WorkflowSignalAttribute>() is not null)
            {
                signals.Add(() => WorkflowSignalDefinition.FromMethod(method), d => d.Name);
            }

            if (method.GetCustomAttribute<WorkflowQueryAttribute>() is not null)
            {
                queries.Add(() => WorkflowQueryDefinition.FromMethod(method), d => d.Name);
            }
        }

        foreach (var property in type.GetProperties(All).Where(p => p.GetCustomAttribute<WorkflowQueryAttribute>() is not null))
        {
            queries.Add(() => WorkflowQueryDefinition.FromProperty(property), d => d.Name);
        }

        var run = runMethods.Count == 1 ? runMethods[0] : null;
        if (run is null)
        {
            errors.Add($"exactly one method must have [WorkflowRun], {runMethods.Count} do");
        }
        else if (!run.IsPublic || run.IsStatic || !typeof(Task).IsAssignableFrom(run.ReturnType))
        {
            errors.Add($"{run.Name} must be a public instance method that returns a Task");
        }

        var constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        var init = Array.FindAll(constructors, c => c.GetCustomAttribute<WorkflowInitAttribute>() is not null);
        var constructor = init.Length == 1 ? init[0] : Array.Find(constructors, c => c.IsPublic && c.GetParameters().Length == 0);
        if (init.Length > 1)
        {
            errors.Add("only one constructor may have [WorkflowInit]");
        }
        else if (constructor is null)
        {
            errors.Add("there is neither a public constructor without parameters nor one with [WorkflowInit]");
        }
        else if (init.Length == 1 && run is not null && !Types(init[0]).SequenceEqual(Types(run)))
        {
            errors.Add("the [WorkflowInit] constructor must take what the run method takes");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException($"{type} is not a proper workflow: {string.Join("; ", errors)}.");
        }

        return new(
            NameOf(type), type, run!, constructor!, init.Length == 1, attribute.FailureExceptionTypes ?? [], signals.ByName, signals.Dynamic, queries.ByName, queries.Dynamic);
    }

    private static IEnumerable<Type> Types(MethodBase method) => method.GetParameters().Select(p => p.ParameterType);

    /// <summary>Gathers the handlers of a kind and what is wrong with them.</summary>
    private sealed class HandlerSet<T>(string kind, List<string> errors)
        where T : class
    {
        public Dictionary<string, T> ByName { get; } = [];

        public T? Dynamic { get; private set; }

        public void Add(Func<T> create, Func<T, string?> name)
        {
            try
            {
                var definition = create();
                if (name(definition) is not { } key)
                {
                    Dynamic = Dynamic is null ? definition : throw new ArgumentException($"there is more than one dynamic {kind}");
                }
                else if (!ByName.TryAdd(key, definition))
                {
                    errors.Add($"there is more than one {kind} named {key}");
                }
            }
            catch (ArgumentException e)
            {
                errors.Add(e.Message);
            }
        }
    }
}
