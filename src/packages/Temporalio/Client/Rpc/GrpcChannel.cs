using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Google.Protobuf;
using Temporalio.Api.Grpc;

namespace Temporalio.Client.Rpc;

/// <summary>Unary gRPC calls over HTTP/2, encrypted or by prior knowledge.</summary>
internal sealed class GrpcChannel : IDisposable
{
    public const string ClientName = "temporal-dotnet";

    private static readonly MediaTypeHeaderValue _contentType = new(GrpcFraming.ContentType);

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;

    /// <summary>The name that is asked for, in the handshake and in each call; null for the address's.</summary>
    private readonly string? _host;

    public GrpcChannel(TemporalConnectionOptions options)
    {
        var tls = options.Tls ?? (options.ApiKey is null ? null : new());
        var encrypted = tls is { Disabled: false };
        _address = new($"{(encrypted ? "https" : "http")}://{options.TargetHost}");
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (options.KeepAlive is { } keepAlive)
        {
            handler.KeepAlivePingDelay = keepAlive.Interval;
            handler.KeepAlivePingTimeout = keepAlive.Timeout;
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        }

        if (encrypted)
        {
            handler.SslOptions = TlsAuthentication.Of(tls!);
            _host = tls!.Domain;
        }

        _http = new(handler);
    }

    /// <summary>The version of this SDK, as told to the service.</summary>
    public static string ClientVersion { get; } =
        typeof(GrpcChannel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public async Task<T> InvokeAsync<T>(RpcCall<T> call, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        using var request = ToRequest(call);
        using var attempt = call.Policy.AttemptTimeout is { } limit ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : null;
        attempt?.CancelAfter(call.Policy.AttemptTimeout!.Value);
        var token = attempt?.Token ?? cancellationToken;
        try
        {
            using var response = await _http.SendAsync(request, token).ConfigureAwait(false);
            return await ReadAsync(call, response, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new GrpcException(GrpcStatusCode.Unavailable, $"{call.Method} at {_address.Authority}: {Innermost(e).Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.DeadlineExceeded, "Timeout expired");
        }
    }

    public void Dispose() => _http.Dispose();

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private HttpRequestMessage ToRequest<T>(RpcCall<T> call)
        where T : IMessage<T>
    {
        var content = new ByteArrayContent(GrpcFraming.Frame(call.Request));
        content.Headers.ContentType = _contentType;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, call.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.Host = _host;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", "gzip");
        request.Headers.TryAddWithoutValidation("client-name", ClientName);
        request.Headers.TryAddWithoutValidation("client-version", ClientVersion);
        if (call.Policy.AttemptTimeout is { } timeout)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcFraming.EncodeTimeout(timeout));
        }

        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<T> ReadAsync<T>(RpcCall<T> call, HttpResponseMessage response, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new GrpcException(CodeOf(response.StatusCode), $"{call.Method} was answered with HTTP status {(int)response.StatusCode}.");
        }

        ThrowUnlessOk(response.Headers, required: false);
        ReadOnlyMemory<byte>? message;
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            message = await GrpcFraming.ReadAsync(body, First(response.Headers, "grpc-encoding"), cancellationToken).ConfigureAwait(false);

            // Trailers are known once the body has been read to its end.
            await body.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }

        ThrowUnlessOk(response.TrailingHeaders, required: true);
        return message is { } bytes
            ? call.Parser.ParseFrom(bytes.Span)
            : throw new GrpcException(GrpcStatusCode.Internal, $"{call.Method} was answered without a message.");
    }

    private static void ThrowUnlessOk(HttpResponseHeaders headers, bool required)
    {
        var status = First(headers, "grpc-status");
        if (status is null && !required)
        {
            return;
        }

        if (!int.TryParse(status, out var code))
        {
            throw new GrpcException(GrpcStatusCode.Unknown, "The call was answered without a gRPC status.");
        }

        if (code != 0)
        {
            var message = GrpcFraming.DecodeMessage(First(headers, "grpc-message") ?? string.Empty);
            var details = GrpcFraming.DecodeDetails(First(headers, "grpc-status-details-bin"));
            throw details is null ? new GrpcException((GrpcStatusCode)code, message) : new GrpcException((GrpcStatusCode)code, message, details);
        }
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    // https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
    private static GrpcStatusCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };
}
