using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>A worker that lives as long as its host. Stopping the host lets running work end within the worker's grace.</summary>
internal sealed class TemporalWorkerService(
    string taskQueue, IOptionsMonitor<TemporalWorkerServiceOptions> options, ILoggerFactory loggerFactory, ITemporalClient? client) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var workerOptions = (TemporalWorkerServiceOptions)options.Get(taskQueue).Clone();
        workerOptions.TaskQueue ??= taskQueue;
        workerOptions.LoggerFactory ??= loggerFactory;
        using var worker = new TemporalWorker(await ClientAsync(workerOptions).ConfigureAwait(false), workerOptions);
        await worker.ExecuteAsync(stoppingToken).ConfigureAwait(false);
    }

    private async Task<ITemporalClient> ClientAsync(TemporalWorkerServiceOptions workerOptions)
    {
        if (workerOptions.ClientOptions is { } connect)
        {
            return await TemporalClient.ConnectAsync(connect).ConfigureAwait(false);
        }

        if (client is null)
        {
            throw new InvalidOperationException($"The worker of task queue {taskQueue} has no client: call AddTemporalClient, or set ClientOptions.");
        }

        await client.Connection.ConnectAsync().ConfigureAwait(false);
        return client;
    }
}
