namespace Conformance.Restarts;

/// <summary>A service that dies at random moments, and comes back at the same address with what it had acknowledged.</summary>
internal sealed class DyingService : IAsyncDisposable
{
    // Each takes a start of the service and the waits of whoever calls it: seconds.
    private const int DefaultDeaths = 5;
    private const int LongestGraceMilliseconds = 30;

    private readonly string _database;
    private readonly Random _random;
    private readonly SemaphoreSlim _answers = new(0);
    private ServiceProcess _service;

    private DyingService(string database, Random random, ServiceProcess service) => (_database, _random, _service) = (database, random, service);

    public string Address => _service.Address;

    public int Deaths { get; private set; }

    public static async Task<DyingService> StartAsync(string database, Random random) =>
        new(database, random, await ServiceProcess.StartAsync(database, port: 0));

    /// <summary>Tells that the service answered a call: its deaths are counted in answers, so that each one falls among work.</summary>
    public void Answered() => _answers.Release();

    /// <summary>Kills and restarts it until the work is done or it died often enough.</summary>
    /// <param name="calls">The most answers between a restart and the next death.</param>
    /// <param name="done">The work.</param>
    /// <param name="deaths">How often it dies at most.</param>
    public async Task DieAsync(int calls, CancellationToken done, int deaths = DefaultDeaths)
    {
        while (Deaths < deaths)
        {
            for (var call = _random.Next(calls); call >= 0; call--)
            {
                await _answers.WaitAsync(done);
            }

            // Not a wait for anything: the moment of death is anywhere in what follows the answer.
            await Task.Delay(_random.Next(LongestGraceMilliseconds), done);
            await _service.DisposeAsync();
            Deaths++;
            var address = _service.Address;
            _service = await ServiceProcess.StartAsync(_database, _service.Port);
            Assert.Equal(address, _service.Address);
            while (_answers.Wait(0, CancellationToken.None))
            {
                // What was answered before the death leaves no work to die in.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _answers.Dispose();
    }
}
