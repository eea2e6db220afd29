using Benchmarks.Measuring;
using Temporalio.Client;
using Temporalio.Worker;

namespace Benchmarks.Temporal;

/// <summary>The official .NET SDK, in this process.</summary>
internal sealed class DotNetSdk : Sdk
{
    private readonly CancellationTokenSource _end = new();
    private readonly TemporalClient _client;
    private readonly TemporalWorker _worker;
    private readonly Task _running;

    private DotNetSdk(TemporalClient client, int maxCachedWorkflows)
        : base(".NET")
    {
        _client = client;
        _worker = new TemporalWorker(client, new TemporalWorkerOptions(TaskQueue) { MaxCachedWorkflows = maxCachedWorkflows }
            .AddAllActivities(Greetings)
            .AddWorkflow<Greeting>()
            .AddWorkflow<Steps>()
            .AddWorkflow<Review>()
            .AddWorkflow<Counter>()
            .AddWorkflow<Family>()
            .AddWorkflow<Child>()
            .AddWorkflow<Chain>());
        _running = _worker.ExecuteAsync(_end.Token);
    }

    public ITemporalClient Client => _client;

    public Greetings Greetings { get; } = new();

    public static async Task<DotNetSdk> StartAsync(string address, int maxCachedWorkflows) =>
        new(await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(address) { GrpcCompression = new GrpcCompression.None() }), maxCachedWorkflows);

    public override Task<Load> ExecuteAsync(string workflow, object argument, int atATime, TimeSpan duration, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix();
        return Load.ClosedLoopAsync(atATime, duration, ExecuteAsync, cancellationToken);

        async Task ExecuteAsync(int number)
        {
            var handle = await _client.StartWorkflowAsync(workflow, [argument], new($"{prefix}-{number}", TaskQueue));
            await handle.GetResultAsync();
        }
    }

    public override Task<Load> StartAsync(string prefix, string workflow, object argument, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => _client.StartWorkflowAsync(workflow, [argument], new($"{prefix}-{n}", TaskQueue)), cancellationToken);

    public override Task<Load> SignalAsync(string prefix, string signal, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => _client.GetWorkflowHandle($"{prefix}-{n}").SignalAsync(signal, ["looks good"]), cancellationToken);

    public override Task<Load> UpdateAsync(string prefix, string update, int atATime, int count, CancellationToken cancellationToken) =>
        Load.AllAsync(atATime, count, n => _client.GetWorkflowHandle($"{prefix}-{n}").ExecuteUpdateAsync<int>(update, ["world"]), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        _worker.Dispose();
        _end.Dispose();
    }
}
