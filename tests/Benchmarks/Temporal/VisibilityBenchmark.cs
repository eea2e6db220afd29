using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using EmbeddedTemporal;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;

namespace Benchmarks.Temporal;

/// <summary>How soon lists and counts answer among many workflows.</summary>
internal sealed class VisibilityBenchmark : IBenchmark
{
    private const int AtATime = 100;
    private const int Channels = 500;
    private const int Repetitions = 50;

    private static readonly SearchAttributeKey<string> _channel = SearchAttributeKey.CreateKeyword("Channel");
    private static readonly SearchAttributeKey<string> _status = SearchAttributeKey.CreateKeyword("TaskStatus");

    private static readonly (string What, string Query)[] _queries =
    [
        ("all", ""),
        ("open", "ExecutionStatus = 'Running'"),
        ("one channel", "Channel = 'C7'"),
        ("one channel's open ones with a status", "Channel = 'C7' AND TaskStatus = 'running' AND ExecutionStatus = 'Running'"),
        ("one status", "TaskStatus = 'running'"),
        ("one workflow", "WorkflowId = 'visibility-77'"),
        ("by a prefix", "WorkflowId STARTS_WITH 'visibility-77'"),
    ];

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            await using var server = await EmbeddedTemporalServer.StartAsync(
                new EmbeddedTemporalOptions
                {
                    DatabasePath = Path.Combine(folder, "temporal.db"),
                    Port = 0,
                    SearchAttributes = new Dictionary<string, IndexedValueType> { [_channel.Name] = IndexedValueType.Keyword, [_status.Name] = IndexedValueType.Keyword },
                },
                cancellationToken);
            var client = await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(server.Address));
            var count = effort.Of(100_000);
            await FillAsync(client, count, cancellationToken);
            var table = new ResultTable($"Lists among {count.ToString("N0", CultureInfo.InvariantCulture)} workflows", "query", "page of 100", "page of 1,000", "count")
            {
                Note = "Medians over gRPC on loopback, from the official client.",
            };
            foreach (var (what, query) in _queries)
            {
                table.Add(what, await MedianAsync(() => PageAsync(client, query, 100)), await MedianAsync(() => PageAsync(client, query, 1_000)), await MedianAsync(() => client.CountWorkflowsAsync(query)));
            }

            return [table];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Half of them are open; each belongs to one of the channels.</summary>
    private static async Task FillAsync(TemporalClient client, int count, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, async (i, _) =>
        {
            var attributes = new SearchAttributeCollection.Builder().Set(_channel, $"C{i % Channels}").Set(_status, i % 3 == 0 ? "running" : "completed").ToSearchAttributeCollection();
            var handle = await client.StartWorkflowAsync("Nobody", [], new WorkflowOptions($"visibility-{i}", "nobody") { TypedSearchAttributes = attributes });
            if (i % 2 == 0)
            {
                await handle.TerminateAsync();
            }
        });

    private static Task PageAsync(TemporalClient client, string query, int size) =>
        client.WorkflowService.ListWorkflowExecutionsAsync(new() { Namespace = client.Options.Namespace, Query = query, PageSize = size });

    private static async Task<string> MedianAsync(Func<Task> call)
    {
        var times = new List<double>();
        for (var i = 0; i < Repetitions; i++)
        {
            var watch = Stopwatch.StartNew();
            await call();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return $"{times[times.Count / 2].ToString("N1", CultureInfo.InvariantCulture)} ms";
    }
}
