using Conformance.Restarts;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Worker;

namespace Conformance.StandaloneActivities;

/// <summary>The service is killed while the official .NET client and worker are at work.</summary>
[Trait("Category", "Conformance")]
public sealed class StandaloneActivityRestartTests : IDisposable
{
    private const string Queue = "standalone-restarts";
    private const int Activities = 30;
    private const int Kills = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_acknowledged_activity_has_its_result_after_each_kill()
    {
        var database = Path.Combine(_folder, "temporal.db");
        var service = await ServiceProcess.StartAsync(database, port: 0);
        var client = await TemporalClient.ConnectAsync(new(service.Address));
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(Queue).AddAllActivities(new StandaloneActivities()));
        await worker.ExecuteAsync(async () =>
        {
            var handles = new List<ActivityHandle<string>>();
            for (var number = 0; number < Activities; number++)
            {
                if (number % (Activities / Kills) == 5)
                {
                    await service.DisposeAsync();
                    service = await ServiceProcess.StartAsync(database, service.Port);
                }

                var name = $"{number}";
                handles.Add(await client.StartActivityAsync(() => StandaloneActivities.GreetAsync(name), new($"kept-{number}", Queue)
                {
                    // An attempt whose worker never heard of it is given again.
                    StartToCloseTimeout = TimeSpan.FromSeconds(5),
                    RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(10) },
                }));
            }

            Assert.Equal(Enumerable.Range(0, Activities).Select(n => $"Hello, {n}!"), await Task.WhenAll(handles.Select(h => h.GetResultAsync())));
            await service.DisposeAsync();
            service = await ServiceProcess.StartAsync(database, service.Port);
            Assert.Equal(Activities, (await client.CountActivitiesAsync("ExecutionStatus = 'Completed'")).Count);
            Assert.Equal((ActivityExecutionStatus.Completed, "Greet"), (await handles[0].DescribeAsync()) is var first ? (first.Status, first.ActivityType) : default);
        });
        await service.DisposeAsync();
    }
}
