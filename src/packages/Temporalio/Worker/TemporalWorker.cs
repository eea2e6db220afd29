namespace Temporalio.Worker;

/// <summary>Runs workflows and activities of one task queue.</summary>
public class TemporalWorker : IDisposable
{
    /// <summary>A worker; it begins with <see cref="ExecuteAsync(CancellationToken)"/>.</summary>
    public TemporalWorker(IWorkerClient client, TemporalWorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Client = client ?? throw new ArgumentNullException(nameof(client));
        Options = (TemporalWorkerOptions)options.Clone();
    }

    /// <summary>The options it was made with.</summary>
    public TemporalWorkerOptions Options { get; }

    /// <summary>The client it works with; can be changed while it runs.</summary>
    public IWorkerClient Client { get; set; }

    /// <summary>Runs until the token is cancelled, and then until running work has ended.</summary>
    public Task ExecuteAsync(CancellationToken stoppingToken) => throw new NotImplementedException();

    /// <summary>Runs until a function has ended.</summary>
    public Task ExecuteAsync(Func<Task> untilComplete, CancellationToken stoppingToken = default) => ExecuteAsync<ValueTuple>(
        async () =>
        {
            await untilComplete().ConfigureAwait(false);
            return default;
        },
        stoppingToken);

    /// <summary>Runs until a function has ended, and gives what it gives.</summary>
    public Task<TResult> ExecuteAsync<TResult>(Func<Task<TResult>> untilComplete, CancellationToken stoppingToken = default) =>
        throw new NotImplementedException();

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
}
