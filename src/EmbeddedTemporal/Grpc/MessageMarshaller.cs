using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace EmbeddedTemporal.Grpc;

/// <summary>Reads and writes messages that are known by their descriptors.</summary>
internal static class MessageMarshaller
{
    public static Marshaller<IMessage> Of(MessageDescriptor message) => new(Write, context => Read(message.Parser, context));

    private static void Write(IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        if (message is EncodedPage page)
        {
            page.WriteTo(context.GetBufferWriter());
        }
        else
        {
            message.WriteTo(context.GetBufferWriter());
        }

        context.Complete();
    }

    private static IMessage Read(MessageParser parser, DeserializationContext context)
    {
        MessageSize.Check(context.PayloadLength);
        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Errors.Refusal(StatusCode.Internal, $"grpc: error unmarshalling request: {e.Message}");
        }
    }
}
