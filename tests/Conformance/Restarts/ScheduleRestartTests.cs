using Conformance.DotNet;
using Conformance.Scenarios;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;

namespace Conformance.Restarts;

/// <summary>The service is killed again and again while a schedule fires each second.</summary>
[Trait("Category", "Conformance")]
public sealed class ScheduleRestartTests : IDisposable
{
    private const string Queue = "schedule-restarts";
    private const int Actions = 10;
    private const int Kills = 4;

    // A busy machine may need long.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_of_its_times_starts_one_workflow()
    {
        var database = Path.Combine(_folder, "temporal.db");
        var service = await ServiceProcess.StartAsync(database, port: 0);
        await using var worker = await DotNetWorker.StartAsync(service.Address, Queue);
        var client = await TemporalClient.ConnectAsync(new(service.Address));
        var everySecond = new Schedule(
            ScheduleActionStartWorkflow.Create((HelloActivityWorkflow w) => w.RunAsync("world"), new("killed", Queue)),
            new() { Intervals = [new(Every: TimeSpan.FromSeconds(1))] })
        {
            Policy = new() { Overlap = ScheduleOverlapPolicy.BufferAll },
            State = new() { LimitedActions = true, RemainingActions = Actions },
        };
        var handle = await client.CreateScheduleAsync("killed", everySecond);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await UntilAsync(handle, info => info.NumActions >= kill * 2);
            await service.DisposeAsync();
            service = await ServiceProcess.StartAsync(database, service.Port);
        }

        await using (service)
        {
            var info = await UntilAsync(handle, i => i.NumActions == Actions && i.RunningActions.Count == 0);

            var ids = new HashSet<string>();
            await foreach (var run in client.ListWorkflowsAsync("TemporalScheduledById = 'killed' AND ExecutionStatus = 'Completed'"))
            {
                Assert.True(ids.Add(run.Id));
            }

            Assert.Equal((Actions, 0), (ids.Count, info.NumActionsSkippedOverlap));
        }
    }

    private static async Task<ScheduleInfo> UntilAsync(ScheduleHandle handle, Func<ScheduleInfo, bool> condition)
    {
        using var end = new CancellationTokenSource(_patience);
        while (true)
        {
            end.Token.ThrowIfCancellationRequested();
            if ((await handle.DescribeAsync()).Info is var info && condition(info))
            {
                return info;
            }
        }
    }
}
