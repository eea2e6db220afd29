using Grpc.Core;

namespace EmbeddedTemporal.Grpc;

/// <summary>Limits the size of a request. Answers may be larger: a page of a history is bounded by its own limits.</summary>
internal static class MessageSize
{
    /// <summary>In bytes, as in the real service.</summary>
    public const int Limit = 4 * 1024 * 1024;

    /// <summary>In bytes. Up to here a request is read to refuse it in the real service's words; a larger one is refused unread.</summary>
    public const int Unread = 64 * 1024 * 1024;

    /// <exception cref="RpcException">It is too large. Workers fail their workflow task when they read this sentence.</exception>
    public static void Check(long bytes)
    {
        if (bytes > Limit)
        {
            throw Errors.Refusal(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({bytes} vs. {Limit})");
        }
    }
}
