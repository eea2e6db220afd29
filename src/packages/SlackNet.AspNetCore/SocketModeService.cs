using Microsoft.Extensions.Hosting;

namespace SlackNet.AspNetCore;

/// <summary>Keeps Socket Mode connected while the program runs.</summary>
internal sealed class SocketModeService(ISlackSocketModeClient client, SlackEndpointConfiguration endpoints) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        client.Connect(endpoints.SocketModeConnectionOptions, stoppingToken);

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        client.Disconnect();
        return base.StopAsync(cancellationToken);
    }
}
