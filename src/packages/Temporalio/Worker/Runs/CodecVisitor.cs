using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace Temporalio.Worker.Runs;

/// <summary>Sends every payload in a message through a codec, but for search attributes, which the service must be able to read.</summary>
internal static class CodecVisitor
{
    public static Task DecodeAsync(IEnumerable<IMessage> messages, IPayloadCodec codec) => VisitAllAsync(messages, codec.DecodeAsync);

    public static Task EncodeAsync(IEnumerable<IMessage> messages, IPayloadCodec codec) => VisitAllAsync(messages, codec.EncodeAsync);

    private static async Task VisitAllAsync(IEnumerable<IMessage> messages, Func<IReadOnlyCollection<Payload>, Task<IReadOnlyCollection<Payload>>> codec)
    {
        foreach (var message in messages)
        {
            await VisitAsync(message, codec).ConfigureAwait(false);
        }
    }

    private static async Task VisitAsync(IMessage message, Func<IReadOnlyCollection<Payload>, Task<IReadOnlyCollection<Payload>>> codec)
    {
        switch (message)
        {
            case SearchAttributes:
                return;
            case Payloads payloads when payloads.Payloads_.Count > 0:
                var changed = await codec(payloads.Payloads_).ConfigureAwait(false);
                payloads.Payloads_.Clear();
                payloads.Payloads_.AddRange(changed);
                return;
            case Payload payload:
                payload.MergeOver((await codec([payload.Clone()]).ConfigureAwait(false)).Single());
                return;
        }

        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            foreach (var child in Children(field, field.Accessor.GetValue(message)))
            {
                await VisitAsync(child, codec).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<IMessage> Children(FieldDescriptor field, object? value) => value switch
    {
        IMessage message => [message],
        System.Collections.IDictionary map => map.Values.OfType<IMessage>(),
        System.Collections.IList list when field.FieldType == FieldType.Message => list.OfType<IMessage>(),
        _ => [],
    };

    private static void MergeOver(this Payload target, Payload source)
    {
        target.Metadata.Clear();
        target.Metadata.Add((IDictionary<string, ByteString>)source.Metadata);
        target.Data = source.Data;
    }
}
