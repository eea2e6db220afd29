using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;

namespace EmbeddedTemporal.Calls;

/// <summary>Reads the tokens that workers hand back.</summary>
internal static class TaskTokens
{
    public static TaskToken Parse(ByteString token)
    {
        if (token.IsEmpty)
        {
            throw Errors.Invalid("Task token not set on request.");
        }

        try
        {
            var parsed = TaskToken.Parser.ParseFrom(token);
            return parsed.RunKey != 0 ? parsed : throw Errors.BadToken();
        }
        catch (InvalidProtocolBufferException)
        {
            throw Errors.BadToken();
        }
    }
}
