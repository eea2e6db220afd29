using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>A load balancer between a client and its service: it terminates TLS, records headers, and can answer itself.</summary>
public sealed class TemporalFront : IAsyncDisposable
{
    /// <summary>Kestrel writes the names of some headers with capital letters.</summary>
    private static readonly string[] _forwarded = ["te", "grpc-", "client-"];

    private readonly HttpMessageInvoker _service = new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });
    private readonly WebApplication _app;
    private readonly Uri _serviceAddress;

    private TemporalFront(WebApplication app, string serviceAddress) => (_app, _serviceAddress) = (app, new($"http://{serviceAddress}"));

    /// <summary>host:port.</summary>
    public string Address => new Uri(_app.Urls.Single()).Authority;

    /// <summary>The requests with their headers.</summary>
    public ConcurrentQueue<(string Method, IHeaderDictionary Headers)> Calls { get; } = new();

    /// <summary>Answers instead of the service if it returns true. Gets the method's name.</summary>
    public Func<string, HttpContext, Task<bool>> Answer { get; set; } = static (_, _) => Task.FromResult(false);

    /// <summary>Changes a message that the service has answered, in its frame.</summary>
    public Func<string, HttpContext, byte[], byte[]> Change { get; set; } = static (_, _, body) => body;

    /// <summary>Starts; without TLS where <paramref name="https"/> is null.</summary>
    public static async Task<TemporalFront> StartAsync(string serviceAddress, Action<HttpsConnectionAdapterOptions>? https = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (https is not null)
            {
                listen.UseHttps(https);
            }
        }));
        var app = builder.Build();
        var front = new TemporalFront(app, serviceAddress);
        app.Run(front.HandleAsync);
        await app.StartAsync();
        return front;
    }

    /// <summary>Ends a call with a gRPC status.</summary>
    public static Task<bool> EndAsync(HttpContext context, int status, string message = "asked by the test")
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = message;
        return Task.FromResult(true);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _service.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var method = context.Request.Path.Value!.Split('/')[^1];
        Calls.Enqueue((method, new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase))));
        if (!await Answer(method, context))
        {
            await ForwardAsync(method, context);
        }
    }

    private async Task ForwardAsync(string method, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_serviceAddress, context.Request.Path.Value))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body.ToArray()),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", context.Request.ContentType);
        foreach (var (name, value) in context.Request.Headers.Where(h => _forwarded.Any(start => h.Key.StartsWith(start, StringComparison.OrdinalIgnoreCase))))
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        using var response = await _service.SendAsync(request, context.RequestAborted);
        context.Response.ContentType = "application/grpc";
        foreach (var (name, values) in response.Headers.Where(h => h.Key.StartsWith("grpc-", StringComparison.Ordinal)))
        {
            context.Response.Headers[name] = values.Single();
        }

        var answered = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (answered.Length > 0)
        {
            await context.Response.Body.WriteAsync(Change(method, context, answered), context.RequestAborted);
        }

        foreach (var (name, values) in response.TrailingHeaders)
        {
            context.Response.AppendTrailer(name, values.Single());
        }
    }
}
