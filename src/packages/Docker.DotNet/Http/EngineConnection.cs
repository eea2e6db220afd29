using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using Docker.DotNet.Models;

namespace Docker.DotNet.Http;

/// <summary>Speaks HTTP with one engine over a unix socket or TCP.</summary>
internal sealed class EngineConnection : IDisposable
{
    /// <summary>An error's text is bounded: it ends in logs.</summary>
    private const int MaxErrorLength = 16 * 1024;

    private static readonly JsonSerializerOptions _json = new()
    {
        // The engine's names are Go's (Id, NanoCpus): it and we read them in any case.
        PropertyNameCaseInsensitive = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new NullIsZeroConverter() },
    };

    private readonly DockerClientConfiguration _configuration;
    private readonly string _socketPath;
    private readonly Uri _base;
    private readonly string _prefix;
    private readonly HttpClient _http;

    public EngineConnection(DockerClientConfiguration configuration, Version version)
    {
        var endpoint = configuration.EndpointBaseUri;
        _configuration = configuration;
        _prefix = version is null ? string.Empty : $"v{version.Major}.{version.Minor}/";
        DefaultTimeout = configuration.DefaultTimeout;
        (_base, _socketPath) = endpoint.Scheme switch
        {
            "unix" => (new Uri("http://docker/"), endpoint.AbsolutePath),
            "tcp" or "http" => (new UriBuilder(endpoint) { Scheme = configuration.Credentials.IsTlsCredentials() ? "https" : "http" }.Uri, null),
            "https" => (endpoint, null),
            _ => throw new NotSupportedException($"A Docker endpoint is unix, tcp, http or https, not {endpoint.Scheme}."),
        };
        _http = NewClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
    }

    public TimeSpan DefaultTimeout { get; set; }

    /// <summary>Sends a request and hands back its status where the engine accepted it.</summary>
    public async Task<HttpStatusCode> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    /// <summary>Sends a request and reads the JSON of its answer.</summary>
    public async Task<T> SendAsync<T>(EngineRequest request, CancellationToken cancellationToken)
    {
        using var response = await RespondAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize<T>(body, _json);
    }

    /// <summary>Takes the connection over: what follows the answer's head is the program's own stream, in both directions.</summary>
    public async Task<WriteClosableStream> HijackAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        Socket socket = null;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                socket = await OpenSocketAsync(context.DnsEndPoint, token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = NewClient(handler);
        try
        {
            using var message = NewMessage(request);
            message.Headers.Connection.Add("Upgrade");
            message.Headers.Upgrade.Add(new ProductHeaderValue("tcp"));
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(DefaultTimeout);
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            await ThrowWhenRefusedAsync(request, response, timeout.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
                throw new DockerApiException(response.StatusCode, "The connection was not handed over: is something between here and the engine?");

            return new HijackedStream(await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false), socket, client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> RespondAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(request.Timeout ?? DefaultTimeout);
        using var message = NewMessage(request);
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, timeout.Token).ConfigureAwait(false);
        await ThrowWhenRefusedAsync(request, response, timeout.Token).ConfigureAwait(false);
        return response;
    }

    private static async Task ThrowWhenRefusedAsync(EngineRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 100 and < 400)
            return;

        using (response)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            body = body.Length > MaxErrorLength ? body[..MaxErrorLength] : body;
            throw response.StatusCode == HttpStatusCode.NotFound && request.NotFound is { } notFound
                ? notFound(body)
                : new DockerApiException(response.StatusCode, body);
        }
    }

    private HttpRequestMessage NewMessage(EngineRequest request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_base, _prefix + request.Path));
        foreach (var (name, value) in _configuration.DefaultHttpRequestHeaders)
            message.Headers.TryAddWithoutValidation(name, value);

        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request.Body, request.Body.GetType(), _json));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }

    private HttpClient NewClient(SocketsHttpHandler handler)
    {
        handler.UseProxy = false;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        // Every call carries its own time limit.
        return new HttpClient(_configuration.Credentials.GetHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await OpenSocketAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false), ownsSocket: true);

    private async Task<Socket> OpenSocketAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = _socketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(_socketPath is null ? endpoint : new UnixDomainSocketEndPoint(_socketPath), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
