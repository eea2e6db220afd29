using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace SlackClaudeBot.Playground.Tests;

/// <summary>An app at the other end: keeps what Slack sends to it and answers as it is told.</summary>
internal sealed class ListeningBot : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ListeningBot(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Decides the answer; by default an empty 200.</summary>
    public Func<Received, IResult> Answer { get; set; } = _ => Results.Ok();

    public List<Received> Requests { get; } = [];

    public static async Task<ListeningBot> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        var bot = new ListeningBot(builder.Build());
        bot._app.Run(bot.ReceiveAsync);
        await bot._app.StartAsync();
        bot.Address = new Uri(bot._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return bot;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var received = new Received(context.Request.Path, await reader.ReadToEndAsync(), context.Request.ContentType ?? "", new HeaderDictionary(context.Request.Headers.ToDictionary()));
        lock (Requests)
        {
            Requests.Add(received);
        }

        await Answer(received).ExecuteAsync(context);
    }

    public sealed record Received(string Path, string Body, string ContentType, IHeaderDictionary Headers);
}
