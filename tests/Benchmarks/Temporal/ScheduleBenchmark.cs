using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using EmbeddedTemporal;
using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;
using SlackClaudeBot.Testing.Temporal;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Benchmarks.Temporal;

/// <summary>How many workflows schedules start in a second: each fires every minute, and a virtual clock passes the minutes as fast as the service comes along.</summary>
internal sealed class ScheduleBenchmark : IBenchmark
{
    private const string Namespace = "default";
    private const int Minutes = 10;
    private const int AtATime = 50;

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            var count = effort.Of(1_000);
            var clock = new TimeSkippingClock();
            await using var server = await EmbeddedTemporalServer.StartAsync(
                new EmbeddedTemporalOptions { DatabasePath = Path.Combine(folder, "temporal.db"), Port = 0, TimeProvider = clock }, cancellationToken);
            using var client = new GrpcClient(server.Address);
            var watch = Stopwatch.StartNew();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, async (i, _) => await CreateAsync(client, i));
            var created = watch.Elapsed;
            watch.Restart();
            for (var minute = 0; minute < Minutes; minute++)
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                await UntilStartedAsync(client, count * (minute + 1), cancellationToken);
            }

            var table = new ResultTable("Schedules that fire each minute", "schedules", "created", "minutes", "fires")
            {
                Note = "Each fire is one workflow, on disk with the note of it in its schedule. The overlap policy is to allow all; no worker takes the workflows.",
            };
            table.Add(
                count.ToString("N0", CultureInfo.InvariantCulture),
                ResultTable.PerSecond(count / created.TotalSeconds),
                Minutes.ToString(CultureInfo.InvariantCulture),
                ResultTable.PerSecond(count * Minutes / watch.Elapsed.TotalSeconds));
            return [table];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CreateAsync(GrpcClient client, int number) => await client.CallAsync(new CreateScheduleRequest
    {
        Namespace = Namespace,
        ScheduleId = $"schedule-{number}",
        RequestId = Guid.NewGuid().ToString(),
        Schedule = new Schedule
        {
            Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) } } },
            Action = new ScheduleAction { StartWorkflow = new() { WorkflowId = $"scheduled-{number}", WorkflowType = new() { Name = "Nobody" }, TaskQueue = new() { Name = "nobody" } } },
            Policies = new SchedulePolicies { OverlapPolicy = ScheduleOverlapPolicy.AllowAll },
        },
    });

    /// <summary>Waits until so many workflows are on disk.</summary>
    private static async Task UntilStartedAsync(GrpcClient client, long count, CancellationToken cancellationToken)
    {
        while ((await client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = Namespace }, cancellationToken)).Count < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        }
    }
}
