using System.Linq.Expressions;
using System.Reflection;

namespace Temporalio.Common;

/// <summary>Takes a call such as <c>x => x.RunAsync(1, name)</c> apart without making it.</summary>
internal static class CallExpression
{
    /// <summary>The method and the values of its arguments.</summary>
    /// <exception cref="ArgumentException">The expression is not just one call, or the call is not on the lambda's own parameter.</exception>
    public static (MethodInfo Method, IReadOnlyCollection<object?> Args) Extract(LambdaExpression lambda)
    {
        ArgumentNullException.ThrowIfNull(lambda);
        if (Unwrap(lambda.Body) is not MethodCallExpression call)
        {
            throw new ArgumentException("The expression must be a single method call.", nameof(lambda));
        }

        RequireOwnParameter(lambda, call.Object);
        var args = new object?[call.Arguments.Count];
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = Evaluate(call.Arguments[i]);
        }

        return (call.Method, args);
    }

    /// <summary>The method or property, and the values of the arguments.</summary>
    /// <exception cref="ArgumentException">The expression is neither.</exception>
    public static (MemberInfo Member, IReadOnlyCollection<object?> Args) ExtractMember(LambdaExpression lambda)
    {
        ArgumentNullException.ThrowIfNull(lambda);
        if (Unwrap(lambda.Body) is MemberExpression { Member: PropertyInfo property } access)
        {
            RequireOwnParameter(lambda, access.Expression);
            return (property, []);
        }

        return Extract(lambda);
    }

    private static Expression Unwrap(Expression body) =>
        body is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert ? Unwrap(convert.Operand) : body;

    private static void RequireOwnParameter(LambdaExpression lambda, Expression? instance)
    {
        var parameter = lambda.Parameters.Count == 0 ? null : lambda.Parameters[0];
        if (parameter is null && instance is not null)
        {
            throw new ArgumentException("Without a parameter the expression must call a static method.", nameof(lambda));
        }

        if (parameter is not null && instance is not null && Unwrap(instance) != parameter)
        {
            throw new ArgumentException("The call must be on the expression's own parameter.", nameof(lambda));
        }
    }

    private static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } access => field.GetValue(access.Expression is { } owner ? Evaluate(owner) : null),
        MemberExpression { Member: PropertyInfo property } access => Unwrapped(() => property.GetValue(access.Expression is { } owner ? Evaluate(owner) : null)),

        // Interpreted: each expression is made anew by its caller, so that compiling it would never pay.
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };

    private static object? Unwrapped(Func<object?> get)
    {
        try
        {
            return get();
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }
}
