using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Testing.Environments;

namespace Temporalio.Testing;

/// <summary>A Temporal service for tests. The base class speaks to whatever its client speaks to, in real time.</summary>
public class WorkflowEnvironment : IAsyncDisposable
{
    /// <summary>An environment around an existing client.</summary>
    public WorkflowEnvironment(ITemporalClient client)
    {
        Client = client ?? throw new ArgumentNullException(nameof(client));
        Logger = client.Options.LoggerFactory.CreateLogger<WorkflowEnvironment>();
    }

    /// <summary>The client.</summary>
    public ITemporalClient Client { get; }

    /// <summary>Whether time skips while a result is waited for.</summary>
    public virtual bool SupportsTimeSkipping => false;

    /// <summary>Where the environment logs.</summary>
    protected ILogger<WorkflowEnvironment> Logger { get; }

    /// <summary>Starts a service of this machine, in real time.</summary>
    public static Task<WorkflowEnvironment> StartLocalAsync(WorkflowEnvironmentStartLocalOptions? options = null) =>
        EmbeddedEnvironment.StartAsync(options ?? new(), options?.DevServerOptions.DatabaseFilename);

    /// <summary>Starts a service of this machine whose time skips while a result is waited for.</summary>
    public static Task<WorkflowEnvironment> StartTimeSkippingAsync(WorkflowEnvironmentStartTimeSkippingOptions? options = null) =>
        TimeSkippingEnvironment.StartAsync(options ?? new());

    /// <summary>Waits, in the environment's time.</summary>
    public Task DelayAsync(int millisecondsDelay, CancellationToken? cancellationToken = null) =>
        DelayAsync(TimeSpan.FromMilliseconds(millisecondsDelay), cancellationToken);

    /// <summary>Waits, in the environment's time.</summary>
    public virtual Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) =>
        Task.Delay(delay, cancellationToken ?? CancellationToken.None);

    /// <summary>The environment's time, UTC.</summary>
    public virtual Task<DateTime> GetCurrentTimeAsync() => Task.FromResult(DateTime.UtcNow);

    /// <summary>Runs something while waiting for results does not skip time.</summary>
    public void WithAutoTimeSkippingDisabled(Action func) => WithAutoTimeSkippingDisabled(() =>
    {
        func();
        return 0;
    });

    /// <summary>Runs something while waiting for results does not skip time.</summary>
    public T WithAutoTimeSkippingDisabled<T>(Func<T> func)
    {
        using var disabled = DisableAutoTimeSkipping();
        return func();
    }

    /// <summary>Runs something while waiting for results does not skip time.</summary>
    public Task WithAutoTimeSkippingDisabledAsync(Func<Task> func) => WithAutoTimeSkippingDisabledAsync(async () =>
    {
        await func().ConfigureAwait(false);
        return 0;
    });

    /// <summary>Runs something while waiting for results does not skip time.</summary>
    public virtual async Task<T> WithAutoTimeSkippingDisabledAsync<T>(Func<Task<T>> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        using var disabled = DisableAutoTimeSkipping();
        return await func().ConfigureAwait(false);
    }

    /// <summary>Ends the service, if this environment started it.</summary>
    public virtual Task ShutdownAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ShutdownAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    internal virtual IDisposable? DisableAutoTimeSkipping() => null;
}
