using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Converters;

namespace Temporalio.Activities;

/// <summary>What an activity may ask and tell while it runs.</summary>
public class ActivityExecutionContext
{
    private static readonly AsyncLocal<ActivityExecutionContext?> _currentContext = new();

    private readonly Action<object?[]> _heartbeat;
    private readonly ITemporalClient? _client;
    private readonly Lazy<ILogger> _logger;

    internal ActivityExecutionContext(
        ActivityInfo info,
        Func<ILogger> logger,
        IPayloadConverter payloadConverter,
        ITemporalClient? client,
        Action<object?[]> heartbeat,
        CancellationToken cancellationToken,
        CancellationToken workerShutdownToken)
    {
        (Info, PayloadConverter, _client, _heartbeat) = (info, payloadConverter, client, heartbeat);
        (CancellationToken, WorkerShutdownToken) = (cancellationToken, workerShutdownToken);
        _logger = new(logger);
    }

    /// <summary>Whether this code runs in an activity.</summary>
    public static bool HasCurrent => _currentContext.Value is not null;

    /// <summary>The context of the activity that runs here.</summary>
    /// <exception cref="InvalidOperationException">None does.</exception>
    public static ActivityExecutionContext Current => _currentContext.Value ?? throw new InvalidOperationException("No current context");

    /// <summary>What the attempt knows of itself.</summary>
    public ActivityInfo Info { get; }

    /// <summary>A logger with the activity in its scope.</summary>
    public ILogger Logger => _logger.Value;

    /// <summary>Why <see cref="CancellationToken"/> is cancelled.</summary>
    public ActivityCancelReason CancelReason { get; internal set; }

    /// <summary>Why <see cref="CancellationToken"/> is cancelled, in full.</summary>
    public ActivityCancellationDetails? CancellationDetails { get; internal set; }

    /// <summary>Cancelled when the activity should stop. Its workflow's wish is only learnt by heartbeats.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Cancelled when the worker begins to stop, before <see cref="CancellationToken"/>.</summary>
    public CancellationToken WorkerShutdownToken { get; }

    /// <summary>Turns values into payloads and back.</summary>
    public IPayloadConverter PayloadConverter { get; }

    /// <summary>The worker's client.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ITemporalClient TemporalClient => _client ?? throw new InvalidOperationException("No client is available in this context");

    /// <summary>Tells that the activity is alive and how far it is. Cheap: what comes too often is sent later, the last word first.</summary>
    public void Heartbeat(params object?[] details) => _heartbeat(details);

    /// <summary>Makes this the context of the code that follows in the current flow.</summary>
    internal void Enter() => _currentContext.Value = this;
}
