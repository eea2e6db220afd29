using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace EmbeddedTemporal.Grpc;

/// <summary>Maps the API's methods to their handlers, by the service descriptors that are generated with the messages.</summary>
internal sealed class GrpcRouter
{
    private readonly Dictionary<string, GrpcMethod> _methods = [];
    private readonly List<ServiceDescriptor> _services = [];

    public IEnumerable<GrpcMethod> Methods => _methods.Values;

    public IReadOnlyList<ServiceDescriptor> Services => _services;

    /// <summary>Adds all methods of a service; those without a handler answer UNIMPLEMENTED.</summary>
    public GrpcRouter Add(ServiceDescriptor service)
    {
        _services.Add(service);
        foreach (var descriptor in service.Methods)
        {
            var method = new GrpcMethod(descriptor, null);
            _methods.Add(method.Path, method);
        }

        return this;
    }

    /// <summary>Sets the handler of the only method with this request.</summary>
    public void Map<TRequest>(Func<TRequest, CancellationToken, ValueTask<IMessage>> handler, Action<IMessage>? undelivered = null, bool isLongPoll = false, bool isEndless = false)
        where TRequest : IMessage<TRequest>, new()
    {
        var request = new TRequest().Descriptor;
        var method = _methods.Values.First(m => m.Descriptor.InputType == request);
        _methods[method.Path] = method with { Handler = (message, cancellationToken) => handler((TRequest)message, cancellationToken), Undelivered = undelivered, IsLongPoll = isLongPoll, IsEndless = isEndless };
    }

    /// <summary>Sets the handler of a method that shares its request with another one.</summary>
    public void Map<TRequest>(string name, Func<TRequest, CancellationToken, ValueTask<IMessage>> handler, bool isEndless = false)
        where TRequest : IMessage<TRequest>, new()
    {
        var method = _methods.Values.First(m => m.Descriptor.Name == name);
        _methods[method.Path] = method with { Handler = (message, cancellationToken) => handler((TRequest)message, cancellationToken), IsEndless = isEndless };
    }

    public GrpcMethod? Find(string path) => _methods.GetValueOrDefault(path);
}
