using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace EmbeddedTemporal.Grpc;

/// <summary>A unary method: how to read its request, and who answers it.</summary>
/// <param name="Path">Its path on the wire.</param>
/// <param name="Parser">Reads its request.</param>
/// <param name="Handler">Answers it; null where nobody does.</param>
/// <param name="Undelivered">Gets the answer back where the caller was gone before it had it.</param>
/// <param name="IsLongPoll">Whether it waits for news.</param>
internal sealed record GrpcMethod(
    string Path, MessageParser Parser, Func<IMessage, CancellationToken, ValueTask<IMessage>>? Handler, Action<IMessage>? Undelivered = null, bool IsLongPoll = false);

/// <summary>Maps <c>/package.Service/Method</c> to its handler, by the descriptors that are generated with the messages.</summary>
internal sealed class GrpcRouter
{
    private readonly Dictionary<string, GrpcMethod> _methods = [];

    /// <summary>Makes all methods of a service known; those that nobody handles answer UNIMPLEMENTED.</summary>
    public GrpcRouter Add(ServiceDescriptor service)
    {
        foreach (var method in service.Methods)
        {
            var path = $"/{service.FullName}/{method.Name}";
            _methods.Add(path, new GrpcMethod(path, method.InputType.Parser, null));
        }

        return this;
    }

    /// <summary>Answers the one method that takes this request.</summary>
    public void Map<TRequest>(Func<TRequest, CancellationToken, ValueTask<IMessage>> handler, Action<IMessage>? undelivered = null, bool isLongPoll = false)
        where TRequest : IMessage<TRequest>, new()
    {
        var descriptor = new TRequest().Descriptor;
        var method = _methods.Values.First(m => m.Parser == descriptor.Parser);
        _methods[method.Path] = method with { Handler = (request, cancellationToken) => handler((TRequest)request, cancellationToken), Undelivered = undelivered, IsLongPoll = isLongPoll };
    }

    public GrpcMethod? Find(string path) => _methods.GetValueOrDefault(path);
}
