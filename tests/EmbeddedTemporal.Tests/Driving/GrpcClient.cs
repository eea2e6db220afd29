using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Temporalio.Api.OperatorService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>Bare calls over the network, without an SDK.</summary>
internal sealed class GrpcClient(string address) : IDisposable
{
    private static readonly Dictionary<MessageDescriptor, Method<IMessage, IMessage>> _methods = new[]
    {
        Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0],
        ServiceReflection.Descriptor.Services[0],
    }.SelectMany(s => s.Methods).ToDictionary(
        m => m.InputType,
        m => new Method<IMessage, IMessage>(MethodType.Unary, m.Service.FullName, m.Name, Marshaller(m.InputType), Marshaller(m.OutputType)));

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { UseProxy = false },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = null,
        ThrowOperationCanceledOnCancellation = true,
    });

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public async Task<TResponse> CallAsync<TResponse>(IMessage request, CancellationToken cancellationToken = default)
        where TResponse : IMessage => (TResponse)await CallAsync(request, cancellationToken);

    public Task<IMessage> CallAsync(IMessage request, CancellationToken cancellationToken = default) => CallAsync(request, new CallOptions(cancellationToken: cancellationToken));

    /// <summary>Gives up after so long, as the service is told.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IMessage request, TimeSpan timeout)
        where TResponse : IMessage => (TResponse)await CallAsync(request, new CallOptions(deadline: DateTime.UtcNow + timeout));

    public async Task<IMessage> CallAsync(IMessage request, CallOptions options)
    {
        using var call = Invoker.AsyncUnaryCall(_methods[request.Descriptor], host: null, options, request);
        return await call;
    }

    public void Dispose() => _channel.Dispose();

    private static Marshaller<IMessage> Marshaller(MessageDescriptor message) => Marshallers.Create(m => m.ToByteArray(), bytes => message.Parser.ParseFrom(bytes));
}
