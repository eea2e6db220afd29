using System.Reflection;
using System.Runtime.CompilerServices;

namespace SlackNet.Tests.Surface;

/// <summary>Writes types in C# syntax: keywords, <c>?</c>, generic arguments, tuples, nested types after their outer type.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>A type without annotations, for example a base class.</summary>
    public static string Plain(Type type) => Write(type, null, new Queue<string?>());

    /// <summary>The type of a parameter, property or field, with its nullability and tuple names.</summary>
    public static string Annotated(NullabilityInfo info, ICustomAttributeProvider declared)
    {
        var names = declared.GetCustomAttributes(typeof(TupleElementNamesAttribute), false).OfType<TupleElementNamesAttribute>().FirstOrDefault();
        return Write(info.Type, info, new Queue<string?>(names?.TransformNames ?? []));
    }

    /// <summary>The name in a declaration, for example <c>IEventHandler&lt;in T&gt;</c>.</summary>
    public static string Declared(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type.DeclaringType is { } outer)
        {
            name = $"{Declared(outer)}.{name}";
        }

        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToArray();
        return own is [] ? name : $"{name}<{string.Join(", ", own.Select(a => Variance(a) + a.Name))}>";
    }

    /// <summary>The <c>where</c> clauses of a generic declaration, each preceded by a space.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    private static string Write(Type type, NullabilityInfo? info, Queue<string?> tupleNames)
    {
        if (type.IsByRef)
        {
            return Write(type.GetElementType()!, info, tupleNames);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Write(value, null, tupleNames) + "?";
        }

        var mark = info is { ReadState: NullabilityState.Nullable } or { ReadState: NullabilityState.Unknown, WriteState: NullabilityState.Nullable }
            && !type.IsValueType && !type.IsGenericParameter ? "?" : "";
        if (type.IsArray)
        {
            return Write(type.GetElementType()!, info?.ElementType, tupleNames) + "[]" + mark;
        }

        if (_keywords.TryGetValue(type, out var keyword))
        {
            return keyword + mark;
        }

        var arguments = type.GetGenericArguments();
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            var names = arguments.Select(_ => tupleNames.TryDequeue(out var n) ? n : null).ToArray();
            return $"({string.Join(", ", arguments.Select((a, i) => $"{Write(a, Argument(i), tupleNames)} {names[i]}".TrimEnd()))})";
        }

        var name = type.Name.Split('`')[0];
        if (type is { DeclaringType: { } outer, IsGenericParameter: false })
        {
            name = $"{Write(outer, null, tupleNames)}.{name}";
            arguments = arguments[outer.GetGenericArguments().Length..];
        }

        return (arguments is [] ? name : $"{name}<{string.Join(", ", arguments.Select((a, i) => Write(a, Argument(i), tupleNames)))}>") + mark;

        NullabilityInfo? Argument(int index) => info?.GenericTypeArguments.ElementAtOrDefault(index);
    }

    private static string Variance(Type parameter) => (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
    {
        GenericParameterAttributes.Covariant => "out ",
        GenericParameterAttributes.Contravariant => "in ",
        _ => "",
    };

    private static string Constraint(Type parameter)
    {
        var kinds = parameter.GenericParameterAttributes;
        var nullable = parameter.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "NullableAttribute");
        string[] words =
        [
            .. kinds.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
            .. kinds.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : Array.Empty<string>(),
            .. kinds == GenericParameterAttributes.None && nullable?.ConstructorArguments[0].Value is (byte)1 && parameter.GetGenericParameterConstraints() is []
                ? ["notnull"]
                : Array.Empty<string>(),
            .. parameter.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Plain),
            .. kinds.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !kinds.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint)
                ? ["new()"]
                : Array.Empty<string>(),
        ];
        return words is [] ? "" : $" where {parameter.Name} : {string.Join(", ", words)}";
    }
}
