using Microsoft.Extensions.Hosting;

namespace SlackNet.AspNetCore;

/// <summary>Keeps Socket Mode connected while the program runs.</summary>
internal sealed class SocketModeService(ISlackSocketModeClient client, SlackEndpointConfiguration endpoints, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Services may stop one after another; new envelopes are refused from the beginning.
        lifetime.ApplicationStopping.Register(client.Disconnect);
        try
        {
            await client.Connect(endpoints.SocketModeConnectionOptions, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The program stops before the first connection was open.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        client.Disconnect();
        if (client is SlackSocketModeClient own)
        {
            // Envelopes at work are acknowledged before the services they need are disposed.
            await own.WhenDisconnectedAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }
}
