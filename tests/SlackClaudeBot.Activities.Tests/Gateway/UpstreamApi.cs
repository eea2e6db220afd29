using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SlackClaudeBot.Activities.Tests.Gateway;

/// <summary>A model API on loopback that answers as the test says and remembers what it was asked.</summary>
internal sealed class UpstreamApi : IAsyncDisposable
{
    private readonly WebApplication _server;

    private UpstreamApi(WebApplication server) => _server = server;

    public ConcurrentQueue<UpstreamRequest> Requests { get; } = [];

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<UpstreamApi> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.Limits.MaxRequestBodySize = null;
        });
        var server = builder.Build();
        var api = new UpstreamApi(server);
        server.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            api.Requests.Enqueue(new UpstreamRequest(
                context.Request.Path + context.Request.QueryString.Value,
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await body.ReadToEndAsync()));
            await answer(context);
        });
        await server.StartAsync();
        return api;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}

internal sealed record UpstreamRequest(string Target, IReadOnlyDictionary<string, string> Headers, string Body);
