using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Temporalio.Api.ErrorDetails.V1;

namespace EmbeddedTemporal.Grpc;

/// <summary>Refuses calls without the token, in the real service's words. As there, health and GetSystemInfo are open to all.</summary>
internal sealed class TokenCheck(string token) : Interceptor
{
    private const string Scheme = "Bearer ";

    private static readonly HashSet<string> _open = ["/grpc.health.v1.Health/Check", "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo"];

    private readonly byte[] _expected = Hash(token);

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Check(ServerCallContext context)
    {
        if (_open.Contains(context.Method))
        {
            return;
        }

        var shown = context.RequestHeaders.GetValue("authorization");
        // Hashes have one length: how long the comparison takes tells nothing about the token.
        if (shown is null || !shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !CryptographicOperations.FixedTimeEquals(_expected, Hash(shown[Scheme.Length..])))
        {
            throw Errors.Refusal(StatusCode.PermissionDenied, "Request unauthorized.", new PermissionDeniedFailure());
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
