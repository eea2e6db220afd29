using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace EmbeddedTemporal.Grpc;

/// <summary>A unary method of the API and what the service does with it.</summary>
/// <param name="Descriptor">Its name and messages.</param>
/// <param name="Handler">Answers a request; null if the service does not offer the method.</param>
/// <param name="Undelivered">Takes an answer back that did not reach its caller.</param>
/// <param name="IsLongPoll">Whether it waits for news: it ends in time for its caller to hear that there is none yet.</param>
/// <param name="IsEndless">Whether it waits as long as its caller does.</param>
internal sealed record GrpcMethod(
    MethodDescriptor Descriptor, Func<IMessage, CancellationToken, ValueTask<IMessage>>? Handler, Action<IMessage>? Undelivered = null, bool IsLongPoll = false, bool IsEndless = false)
{
    /// <summary>The method's path on the wire: <c>/package.Service/Method</c>.</summary>
    public string Path { get; } = $"/{Descriptor.Service.FullName}/{Descriptor.Name}";
}
