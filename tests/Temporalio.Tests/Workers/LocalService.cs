using Temporalio.Client;
using Temporalio.Testing;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>One service for the tests of a class, in real time.</summary>
public sealed class LocalService : IAsyncLifetime
{
    private WorkflowEnvironment? _environment;

    public ITemporalClient Client => _environment!.Client;

    public async Task InitializeAsync() => _environment = await WorkflowEnvironment.StartLocalAsync();

    public async Task DisposeAsync() => await _environment!.DisposeAsync();

    /// <summary>An id and a task queue that no other test has.</summary>
    public static WorkflowOptions New() => new($"workflow-{Guid.NewGuid():N}", $"queue-{Guid.NewGuid():N}");

    /// <summary>A worker of a test's task queue.</summary>
    public TemporalWorker Worker(WorkflowOptions start, Action<TemporalWorkerOptions> configure)
    {
        var options = new TemporalWorkerOptions(start.TaskQueue!);
        configure(options);
        return new(Client, options);
    }

    public static ActivityOptions Short => new() { StartToCloseTimeout = TimeSpan.FromSeconds(20) };
}
