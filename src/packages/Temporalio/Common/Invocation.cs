using System.Reflection;

namespace Temporalio.Common;

/// <summary>Calls methods found by reflection.</summary>
internal static class Invocation
{
    private static readonly MethodInfo _resultOfTask = typeof(Invocation).GetMethod(nameof(ResultOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Adds the defaults of parameters that were not given.</summary>
    /// <exception cref="ArgumentException">A parameter without a default is missing, or there are too many.</exception>
    public static object?[] Complete(ParameterInfo[] parameters, object?[] args)
    {
        if (args.Length == parameters.Length)
        {
            return args;
        }

        if (args.Length > parameters.Length || parameters.Skip(args.Length).Any(p => !p.HasDefaultValue))
        {
            throw new ArgumentException($"Expected {parameters.Length} arguments, got {args.Length}.", nameof(args));
        }

        return [.. args, .. parameters.Skip(args.Length).Select(p => p.DefaultValue)];
    }

    /// <summary>How many parameters have no default.</summary>
    public static int RequiredCount(ParameterInfo[] parameters) => parameters.Count(p => !p.HasDefaultValue);

    /// <summary>Reads the result of a completed task of the given declared type; null where it has none.</summary>
    public static Func<Task, object?> ResultReader(Type returnType)
    {
        if (!typeof(Task).IsAssignableFrom(returnType) || !returnType.IsGenericType)
        {
            return static _ => null;
        }

        return _resultOfTask.MakeGenericMethod(returnType.GetGenericArguments()[0]).CreateDelegate<Func<Task, object?>>();
    }

    /// <summary>The type a method gives in the end: <c>T</c> of <c>Task&lt;T&gt;</c>, void of <c>Task</c>.</summary>
    public static Type ResultType(Type returnType) => returnType switch
    {
        _ when returnType == typeof(Task) => typeof(void),
        { IsGenericType: true } when returnType.GetGenericTypeDefinition() == typeof(Task<>) => returnType.GetGenericArguments()[0],
        _ => returnType,
    };

    /// <summary>The name without a trailing <c>Async</c>.</summary>
    public static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name[..^5] : name;

    private static object? ResultOf<T>(Task task) => ((Task<T>)task).Result;
}
