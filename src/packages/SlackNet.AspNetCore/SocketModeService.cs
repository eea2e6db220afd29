using Microsoft.Extensions.Hosting;

namespace SlackNet.AspNetCore;

/// <summary>Keeps Socket Mode connected while the program runs.</summary>
internal sealed class SocketModeService(ISlackSocketModeClient client, SlackEndpointConfiguration endpoints, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services are stopped one after another: nothing new is taken while this one waits for its turn.
        lifetime.ApplicationStopping.Register(client.Disconnect);
        try
        {
            await client.Connect(endpoints.SocketModeConnectionOptions, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told to stop before it was connected.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        client.Disconnect();
        if (client is SlackSocketModeClient own)
        {
            // What was taken is acknowledged before what it needs is gone.
            await own.WhenDisconnectedAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }
}
