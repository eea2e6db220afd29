using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace EmbeddedTemporal.Grpc;

/// <summary>Offers the router's methods to the gRPC server.</summary>
internal sealed class RoutedMethods(GrpcRouter router) : IServiceMethodProvider<RoutedCalls>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RoutedCalls> context)
    {
        foreach (var method in router.Methods)
        {
            var descriptor = method.Descriptor;
            var wire = new Method<IMessage, IMessage>(
                MethodType.Unary, descriptor.Service.FullName, descriptor.Name, MessageMarshaller.Of(descriptor.InputType), MessageMarshaller.Of(descriptor.OutputType));
            context.AddUnaryMethod(wire, [], (calls, request, call) => calls.AnswerAsync(method, request, call));
        }
    }
}
