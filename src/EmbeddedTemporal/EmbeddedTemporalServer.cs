namespace EmbeddedTemporal;

/// <summary>A Temporal service for one machine: the official gRPC API on this address, histories in SQLite.</summary>
public sealed class EmbeddedTemporalServer : IAsyncDisposable
{
    private EmbeddedTemporalServer(string address) => Address = address;

    /// <summary>Where it listens, as Temporal clients take it: <c>127.0.0.1:7233</c>.</summary>
    public string Address { get; }

    /// <summary>Opens the database, takes up every open workflow where it was, and listens.</summary>
    public static Task<EmbeddedTemporalServer> StartAsync(EmbeddedTemporalOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.FromException<EmbeddedTemporalServer>(new NotImplementedException());
    }

    /// <summary>Answers waiting polls, lets calls end, and closes the database.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
