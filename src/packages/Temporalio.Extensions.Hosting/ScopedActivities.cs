using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Activities;
using Temporalio.Common;

namespace Temporalio.Extensions.Hosting;

/// <summary>Makes activities whose object comes from a scope that lives as long as the attempt.</summary>
internal static class ScopedActivities
{
    public static IEnumerable<ActivityDefinition> Of(Type type, IServiceProvider services)
    {
        var methods = ActivityDefinition.AllMethods(type);
        return methods.Count == 0
            ? throw new ArgumentException($"{type} has no method with [Activity].")
            : methods.Select(method => Of(type, method, services));
    }

    private static ActivityDefinition Of(Type type, MethodInfo method, IServiceProvider services)
    {
        var invoker = MethodInvoker.Create(method);
        if (method.IsStatic)
        {
            return ActivityDefinition.Create(method, args => invoker.Invoke(null, args.AsSpan()));
        }

        if (!typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            return ActivityDefinition.Create(method, args =>
            {
                using var scope = services.CreateScope();
                return invoker.Invoke(scope.ServiceProvider.GetRequiredService(type), args.AsSpan());
            });
        }

        // The wrapper returns a Task<T> of its own: the result must still be read as the T that the method declares.
        var run = typeof(ScopedActivities).GetMethod(nameof(RunInScopeAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(Invocation.ResultType(method.ReturnType) is var result && result == typeof(void) ? typeof(ValueTuple) : result);
        var wrapped = run.CreateDelegate<Func<IServiceProvider, Type, MethodInvoker, object?[], Task>>();
        return ActivityDefinition.Create(method, args => wrapped(services, type, invoker, args));
    }

    private static async Task<T> RunInScopeAsync<T>(IServiceProvider services, Type type, MethodInvoker invoker, object?[] args)
    {
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var task = (Task)invoker.Invoke(scope.ServiceProvider.GetRequiredService(type), args.AsSpan())!;
            await task.ConfigureAwait(false);
            return task is Task<T> typed ? typed.Result : default!;
        }
    }
}
