using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace SlackClaudeBot.Testing.Temporal;

/// <summary>Bare calls to a Temporal service over the network, without an SDK.</summary>
/// <param name="address">host:port.</param>
public sealed class GrpcClient(string address) : IDisposable
{
    private static readonly Dictionary<string, (MessageDescriptor Request, Method<IMessage, IMessage> Method)> _byName = new[]
    {
        global::Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0],
        global::Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0],
        global::Temporalio.Api.TestService.V1.ServiceReflection.Descriptor.Services[0],
    }.SelectMany(s => s.Methods).ToDictionary(
        m => m.Name,
        m => (m.InputType, new Method<IMessage, IMessage>(MethodType.Unary, m.Service.FullName, m.Name, Marshaller(m.InputType), Marshaller(m.OutputType))));

    private static readonly Dictionary<MessageDescriptor, Method<IMessage, IMessage>> _byRequest =
        _byName.Values.DistinctBy(m => m.Request).ToDictionary(m => m.Request, m => m.Method);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { UseProxy = false },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = null,
        ThrowOperationCanceledOnCancellation = true,
    });

    /// <summary>For other services at the same address.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>Calls the first method that takes this request.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IMessage request, CancellationToken cancellationToken = default)
        where TResponse : IMessage => (TResponse)await CallAsync(request, cancellationToken);

    public Task<IMessage> CallAsync(IMessage request, CancellationToken cancellationToken = default) => CallAsync(request, new CallOptions(cancellationToken: cancellationToken));

    /// <summary>Gives up after so long, as the service is told.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IMessage request, TimeSpan timeout)
        where TResponse : IMessage => (TResponse)await CallAsync(request, new CallOptions(deadline: DateTime.UtcNow + timeout));

    public Task<IMessage> CallAsync(IMessage request, CallOptions options) => CallAsync(_byRequest[request.Descriptor], request, options);

    /// <summary>Calls a method by its name: some share their request.</summary>
    public Task<IMessage> CallAsync(string method, IMessage request) => CallAsync(_byName[method].Method, request, default);

    public void Dispose() => _channel.Dispose();

    private async Task<IMessage> CallAsync(Method<IMessage, IMessage> method, IMessage request, CallOptions options)
    {
        using var call = Invoker.AsyncUnaryCall(method, host: null, options, request);
        return await call;
    }

    private static Marshaller<IMessage> Marshaller(MessageDescriptor message) => Marshallers.Create(m => m.ToByteArray(), bytes => message.Parser.ParseFrom(bytes));
}
