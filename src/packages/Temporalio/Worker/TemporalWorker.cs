using Temporalio.Client;
using Temporalio.Worker.Tasks;

namespace Temporalio.Worker;

/// <summary>Runs workflows and activities of one task queue.</summary>
public class TemporalWorker : IDisposable
{
    private int _started;

    /// <summary>A worker; it begins with <see cref="ExecuteAsync(CancellationToken)"/>.</summary>
    public TemporalWorker(IWorkerClient client, TemporalWorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        if (client is not ITemporalClient)
        {
            throw new ArgumentException("The client must be a Temporal client.", nameof(client));
        }

        if (string.IsNullOrEmpty(options.TaskQueue))
        {
            throw new ArgumentException("TaskQueue is not set.", nameof(options));
        }

        if (options.Workflows.Count + options.Activities.Count == 0)
        {
            throw new ArgumentException("There is neither a workflow nor an activity.", nameof(options));
        }

        if (options.DeploymentOptions is { UseWorkerVersioning: true })
        {
            throw new ArgumentException("Worker versioning is not supported: leave UseWorkerVersioning off.", nameof(options));
        }

        RequireUnique("workflow", options.Workflows.Select(w => w.Name));
        RequireUnique("activity", options.Activities.Select(a => a.Name));
        Client = client;
        Options = (TemporalWorkerOptions)options.Clone();
    }

    /// <summary>The options it was made with.</summary>
    public TemporalWorkerOptions Options { get; }

    /// <summary>The client it works with; can be changed while it runs.</summary>
    public IWorkerClient Client { get; set; }

    /// <summary>Runs until the token is cancelled, and then until running work has ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, and the worker has stopped. It never ends in another way but by an error.</exception>
    /// <exception cref="InvalidOperationException">The worker has run before.</exception>
    /// <exception cref="Exceptions.RpcException">The service will not take this worker.</exception>
    public async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RunAsync(stoppingToken).ConfigureAwait(false);
        stoppingToken.ThrowIfCancellationRequested();
    }

    /// <summary>Runs until a function has ended.</summary>
    public Task ExecuteAsync(Func<Task> untilComplete, CancellationToken stoppingToken = default) => ExecuteAsync(
        async () =>
        {
            await untilComplete().ConfigureAwait(false);
            return 0;
        },
        stoppingToken);

    /// <summary>Runs until a function has ended, and gives what it gives.</summary>
    public async Task<TResult> ExecuteAsync<TResult>(Func<Task<TResult>> untilComplete, CancellationToken stoppingToken = default)
    {
        ArgumentNullException.ThrowIfNull(untilComplete);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var working = RunAsync(stopping.Token);
        var result = untilComplete();
        var first = await Task.WhenAny(working, result).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        if (first == working)
        {
            // The worker failed, or was told to stop: there is no result to come.
            await working.ConfigureAwait(false);
            stoppingToken.ThrowIfCancellationRequested();
        }

        try
        {
            return await result.ConfigureAwait(false);
        }
        finally
        {
            await working.ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the worker holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("A worker runs only once.");
        }

        await new WorkerLife(new(this)).RunAsync(stoppingToken).ConfigureAwait(false);
    }

    private static void RequireUnique(string what, IEnumerable<string?> names)
    {
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"There is more than one {what} named {twice.Key ?? "nothing (dynamic)"}.");
        }
    }
}
