using System.Net;
using EmbeddedTemporal.Grpc;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.OperatorService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>Bare calls over the network, as any SDK makes them.</summary>
internal sealed class GrpcClient : IDisposable
{
    private static readonly Dictionary<MessageDescriptor, (string Path, MessageParser Parser)> _methods = new[]
    {
        Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0],
        ServiceReflection.Descriptor.Services[0],
        global::Grpc.Health.V1.HealthReflection.Descriptor.Services[0],
    }.SelectMany(s => s.Methods.Select(m => (m.InputType, Path: $"/{s.FullName}/{m.Name}", m.OutputType.Parser)))
        // Health is checked and watched with the same message; checking comes first.
        .DistinctBy(m => m.InputType).ToDictionary(m => m.InputType, m => (m.Path, m.Parser));

    private readonly HttpClient _http;

    public GrpcClient(string address) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{address}"),
        Timeout = TimeSpan.FromSeconds(100),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task<TResponse> CallAsync<TResponse>(IMessage request, CancellationToken cancellationToken = default)
        where TResponse : IMessage => (TResponse)await CallAsync(request, cancellationToken);

    public Task<IMessage> CallAsync(IMessage request, CancellationToken cancellationToken = default) => CallAsync(request, timeout: null, cancellationToken);

    private async Task<IMessage> CallAsync(IMessage request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, timeout, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        ThrowUnlessOk(response);
        var frame = await GrpcFraming.ReadAsync(new MemoryStream(body), encoding: null, cancellationToken);
        return _methods[request.Descriptor].Parser.ParseFrom(frame!.Value.Span);
    }

    /// <summary>Gives up after so long, as the service is told.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IMessage request, TimeSpan timeout)
        where TResponse : IMessage
    {
        using var end = new CancellationTokenSource(timeout);
        return (TResponse)await CallAsync(request, timeout, end.Token);
    }

    private async Task<HttpResponseMessage> SendAsync(IMessage request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _methods[request.Descriptor].Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcFraming.Frame(request)),
        };
        message.Content.Headers.ContentType = new(GrpcFraming.ContentType);
        message.Headers.TE.Add(new("trailers"));
        if (timeout is { } patience)
        {
            message.Headers.Add("grpc-timeout", GrpcFraming.EncodeTimeout(patience));
        }

        return await _http.SendAsync(message, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static void ThrowUnlessOk(HttpResponseMessage response)
    {
        var status = Header(response, "grpc-status");
        if (status != "0")
        {
            var details = GrpcFraming.DecodeDetails(Header(response, "grpc-status-details-bin"))?.Details.Select(d => (IMessage)d).ToArray() ?? [];
            throw new GrpcException((GrpcStatusCode)int.Parse(status ?? "2"), GrpcFraming.DecodeMessage(Header(response, "grpc-message") ?? "no status"), details);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailer) ? trailer.Single() : response.Headers.TryGetValues(name, out var header) ? header.Single() : null;
}
