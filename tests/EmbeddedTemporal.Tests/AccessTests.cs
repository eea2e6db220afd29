using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Access control: the token and the certificate, if the options name them.</summary>
public sealed class AccessTests
{
    private const string Token = "a token";

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer another token")]
    [InlineData("a token")]
    [InlineData("Basic a token")]
    public async Task A_call_without_the_token_is_refused_in_the_real_service_s_words(string? authorization)
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new() { Port = 0, Token = Token });
        using var client = new GrpcClient(server.Address);
        var headers = new Metadata();
        if (authorization is not null)
        {
            headers.Add("authorization", authorization);
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(new ListNamespacesRequest(), new CallOptions(headers)));
        Assert.Equal((StatusCode.PermissionDenied, "Request unauthorized."), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_call_with_the_token_is_answered()
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new() { Port = 0, Token = Token });
        using var client = new GrpcClient(server.Address);
        var answer = (ListNamespacesResponse)await client.CallAsync(new ListNamespacesRequest(), new CallOptions(new() { { "authorization", $"Bearer {Token}" } }));
        Assert.NotEmpty(answer.Namespaces);
    }

    [Fact]
    public async Task Health_and_system_information_need_no_token_and_reflection_does()
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new() { Port = 0, Token = Token });
        using var client = new GrpcClient(server.Address);
        Assert.NotEmpty((await client.CallAsync<GetSystemInfoResponse>(new GetSystemInfoRequest())).ServerVersion);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(client.Invoker).CheckAsync(new HealthCheckRequest())).Status);
        using var reflection = new ServerReflection.ServerReflectionClient(client.Invoker).ServerReflectionInfo();
        var refused = await Assert.ThrowsAsync<RpcException>(() => reflection.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task With_a_certificate_it_accepts_TLS_only()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await EmbeddedTemporalServer.StartAsync(new() { Port = 0, Certificate = certificate });
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString() },
        };
        using var channel = GrpcChannel.ForAddress($"https://{server.Address}", new() { HttpHandler = handler });
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
        using var plain = new GrpcClient(server.Address);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => plain.CallAsync(new GetSystemInfoRequest()))).StatusCode);
    }
}
