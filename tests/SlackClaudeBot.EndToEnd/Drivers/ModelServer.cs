using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Playground.MessagesApi;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>The Messages API on a port of its own, with a model that follows a script.</summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ModelServer(WebApplication app, ScriptedModel model) => (_app, Model) = (app, model);

    public ScriptedModel Model { get; }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<ModelServer> StartAsync(ScriptedModel model)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        var app = builder.Build();
        app.UseRouting();
        MessagesEndpoints.Map(app, string.Empty, model);
        await app.StartAsync();
        return new ModelServer(app, model);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
