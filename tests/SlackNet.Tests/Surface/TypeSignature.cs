using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SlackNet.Tests.Surface;

/// <summary>The public and protected surface of one type: a heading, and one line for each member.</summary>
/// <param name="Heading">For example <c>SlackNet.Blocks: class Button</c>.</param>
/// <param name="Members">Signatures; base classes and interfaces as <c>: IDisposable</c>. Overrides add nothing and are left out.</param>
internal sealed record TypeSignature(string Heading, IReadOnlySet<string> Members)
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext _nullability = new();

    /// <summary>Reads a public type.</summary>
    public static TypeSignature Of(Type type)
    {
        var members = type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} = {f.GetRawConstantValue()}"))
            : Bases(type).Concat(Interfaces(type)).Concat(Usage(type)).Concat(type.GetMembers(Declared).Select(Member).OfType<string>());
        return new($"{type.Namespace}: {Obsolete(type)}{Declaration(type)}", members.ToHashSet(StringComparer.Ordinal));
    }

    private static string Declaration(Type type)
    {
        var isRecord = type.GetMethod("<Clone>$", Declared) is not null;
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (isRecord ? "record" : "class"),
        };
        return $"{kind} {TypeNames.Declared(type)}{TypeNames.Constraints(type.GetGenericArguments())}";
    }

    /// <summary>The base classes, up to the first one of another package.</summary>
    private static IEnumerable<string> Bases(Type type)
    {
        for (var parent = type.BaseType; parent is not null && type.IsClass && parent != typeof(object); parent = parent.BaseType)
        {
            yield return $": {TypeNames.Plain(parent)}";
            if (parent.Assembly != type.Assembly)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<string> Interfaces(Type type) =>
        type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(i => i.IsPublic && !(i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .Select(i => $": {TypeNames.Plain(i)}");

    private static IEnumerable<string> Usage(Type type) =>
        type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage
            ? [$"[AttributeUsage({usage.ValidOn.ToString().Replace(", ", " | ", StringComparison.Ordinal)}{(usage.Inherited ? "" : ", Inherited = false")})]"]
            : [];

    private static string? Member(MemberInfo member) => member switch
    {
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute), false) => null,
        ConstructorInfo constructor when IsVisible(constructor) =>
            $"{Obsolete(member)}{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !IsOverride(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            Obsolete(member) + Method(method),
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors && !IsOverride(Accessor(property)) =>
            $"{Obsolete(member)}{Modifiers(Accessor(property))}{Required(property)}{TypeNames.Annotated(_nullability.Create(property), property)} "
                + $"{Name(property)} {{ {accessors} }}",
        FieldInfo { IsPublic: true } or FieldInfo { IsFamily: true } => Obsolete(member) + Field((FieldInfo)member),
        EventInfo { AddMethod: { } add } happening when IsVisible(add) => $"event {TypeNames.Annotated(_nullability.Create(happening), happening)} {happening.Name}",
        _ => null,
    };

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        var returned = TypeNames.Annotated(_nullability.Create(method.ReturnParameter), method.ReturnParameter);
        var name = method.Name switch
        {
            "op_Implicit" => $"implicit operator {returned}",
            "op_Explicit" => $"explicit operator {returned}",
            "op_Equality" => $"{returned} operator ==",
            "op_Inequality" => $"{returned} operator !=",
            _ => $"{returned} {method.Name}",
        };
        var constraints = method.IsGenericMethodDefinition ? TypeNames.Constraints(method.GetGenericArguments()) : "";
        return $"{Modifiers(method)}{name}{generic}({Parameters(method)}){constraints}";
    }

    private static string Field(FieldInfo field) =>
        (field.IsFamily ? "protected " : "")
        + (field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""))
        + $"{TypeNames.Annotated(_nullability.Create(field), field)} {field.Name}"
        + (field.IsLiteral ? $" = {Constant(field.GetRawConstantValue(), field.FieldType)}" : "");

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute), false);
        return string.Join(", ", method.GetParameters().Select(p =>
            (isExtension && p.Position == 0 ? "this " : "")
            + (p.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")
            + (p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : "")
            + $"{TypeNames.Annotated(_nullability.Create(p), p)} {p.Name}"
            + (p.HasDefaultValue ? $" = {Constant(p.RawDefaultValue, p.ParameterType)}" : "")));
    }

    private static string Constant(object? value, Type type) => value switch
    {
        null or Missing => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        _ when type.IsEnum => Enum.GetName(type, value) ?? Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Accessors(PropertyInfo property)
    {
        var widest = Access(Accessor(property));
        return string.Join(" ", new[] { (property.GetMethod, "get;"), (property.SetMethod, IsInit(property) ? "init;" : "set;") }
            .Where(a => a.Item1 is { } method && IsVisible(method))
            .Select(a => (Access(a.Item1!) == widest ? "" : Access(a.Item1!)) + a.Item2));
    }

    /// <summary>The more visible accessor.</summary>
    private static MethodInfo Accessor(PropertyInfo property) =>
        property.GetAccessors(nonPublic: true).OrderByDescending(m => m.IsPublic).ThenByDescending(IsVisible).First();

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Name(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index
            ? $"this[{string.Join(", ", index.Select(p => $"{TypeNames.Annotated(_nullability.Create(p), p)} {p.Name}"))}]"
            : property.Name;

    private static string Modifiers(MethodInfo method) =>
        method.DeclaringType!.IsInterface
            ? method.IsStatic ? "static " : ""
            : Access(method) + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Required(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : "";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Obsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute), false) ? "[Obsolete] " : "";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;
}
