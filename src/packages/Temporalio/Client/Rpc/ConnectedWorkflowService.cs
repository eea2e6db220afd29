using Google.Protobuf;

namespace Temporalio.Client.Rpc;

/// <summary>The service's calls on a connection.</summary>
internal sealed class ConnectedWorkflowService(TemporalConnection connection) : WorkflowService
{
    internal override Task<T> InvokeRpcAsync<T>(string method, IMessage request, MessageParser<T> parser, RpcOptions? options, RpcPolicy policy) =>
        connection.InvokeAsync(method, request, parser, policy, options);
}
