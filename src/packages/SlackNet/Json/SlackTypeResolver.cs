using System.Collections.Concurrent;
using System.Reflection;
using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet;

/// <summary>Finds the class for a value of <c>type</c> (or, of messages, <c>subtype</c>).</summary>
public interface ISlackTypeResolver
{
    Type FindType(Type baseType, string slackType);
}

/// <inheritdoc cref="ISlackTypeResolver"/>
internal sealed class SlackTypeResolver : ISlackTypeResolver
{
    private static readonly Type[] _named =
        [.. typeof(SlackTypeResolver).Assembly.GetTypes().Where(type => type.GetCustomAttribute<SlackTypeAttribute>(inherit: false) is not null)];

    // For types without a class here. Slack adds types at any time; a new one must not make a message unreadable.
    private static readonly Dictionary<Type, Type> _fallbacks = new()
    {
        [typeof(Block)] = typeof(UnknownBlock),
        [typeof(BlockElement)] = typeof(UnknownElement),
        [typeof(IInputBlockElement)] = typeof(UnknownElement),
        [typeof(IActionElement)] = typeof(UnknownElement),
        [typeof(IBlockElement)] = typeof(UnknownElement),
        [typeof(IContextElement)] = typeof(UnknownElement),
        [typeof(TextObject)] = typeof(PlainText),
        [typeof(ElementValue)] = typeof(UnknownValue),
        [typeof(ViewInfo)] = typeof(ModalViewInfo),
        [typeof(BlockAction)] = typeof(BlockAction),
        [typeof(InteractionRequest)] = typeof(UnknownInteraction),
        [typeof(Event)] = typeof(Event),
        [typeof(MessageEvent)] = typeof(MessageEvent),
    };

    private readonly ConcurrentDictionary<(Type, string), Type> _found = new();

    /// <summary>Whether <c>type</c> selects a more specific class.</summary>
    public static bool HasSubtypes(Type type) => _fallbacks.ContainsKey(type);

    // Names come from payloads: only known ones are cached, so that the cache cannot grow without limit.
    public Type FindType(Type baseType, string slackType) =>
        _found.TryGetValue((baseType, slackType), out var known) ? known : Search(baseType, slackType);

    private Type Search(Type baseType, string slackType)
    {
        var found = _named.FirstOrDefault(type =>
            baseType.IsAssignableFrom(type) && type.GetCustomAttribute<SlackTypeAttribute>(inherit: false).Type == slackType);
        if (found is null)
        {
            return _fallbacks[baseType];
        }

        return _found[(baseType, slackType)] = found;
    }
}
