using System.Reflection;
using System.Reflection.Emit;

namespace SlackClaudeBot.Slack.Tests.Sent;

/// <summary>Finds, in the compiled program, the classes that create objects for Slack.</summary>
internal static class SlackObjects
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly OpCode[] _opCodes = [.. typeof(OpCodes).GetFields().Select(f => f.GetValue(null)).OfType<OpCode>()];
    private static readonly Dictionary<short, OpCode> _byValue = _opCodes.ToDictionary(o => o.Value);

    /// <summary>The types whose code makes such an object, nested and generated ones counted to their outermost.</summary>
    public static IEnumerable<Type> MakersIn(Assembly assembly, Func<Type, bool> isOne) => assembly.GetTypes()
        .Where(type => MethodsOf(type).SelectMany(Constructed).Any(isOne))
        .Select(Outermost)
        .Distinct();

    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared));

    private static IEnumerable<Type> Constructed(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var at = 0; at < code.Length;)
        {
            var opCode = code[at] == 0xFE ? _byValue[unchecked((short)(0xFE00 | code[at + 1]))] : _byValue[code[at]];
            at += opCode.Size;
            if (opCode == OpCodes.Newobj && method.Module.ResolveMethod(
                BitConverter.ToInt32(code, at), method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null) is { DeclaringType: { } made })
            {
                yield return made;
            }

            at += SizeOfOperand(opCode.OperandType, code, at);
        }
    }

    private static int SizeOfOperand(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
