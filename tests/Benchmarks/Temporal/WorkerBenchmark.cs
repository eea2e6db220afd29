using Benchmarks.Measuring;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;

namespace Benchmarks.Temporal;

/// <summary>A worker's throughput: workflow tasks with its cache, and events replayed without one.</summary>
internal sealed class WorkerBenchmark : IBenchmark
{
    private const int StepsOfWorkflow = 30;
    private const int AtATime = 10;
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var service = await DurableService.StartAsync();
        var work = await WorkOfOneAsync(service.Address, cancellationToken);
        var table = new ResultTable("Workers", "worker", "cache", "workflow tasks", "replayed events")
        {
            Note = $"Workflows of {StepsOfWorkflow} activities, {AtATime} at a time, on one service. Without a cache each of the {work.Tasks} workflow tasks replays everything before it: {work.ReplayedEvents:N0} events a workflow.",
        };
        foreach (var cache in new[] { AtATime * 2, 0 })
        {
            await using var dotnet = await DotNetSdk.StartAsync(service.Address, cache);
            Add(table, dotnet, cache, await MeasureAsync(dotnet, effort, cancellationToken), work);
            await using var typeScript = await TypeScriptSdk.StartAsync(service.Address, cache, cancellationToken);
            Add(table, typeScript, cache, await MeasureAsync(typeScript, effort, cancellationToken), work);
        }

        return [table];
    }

    private static async Task<Load> MeasureAsync(Sdk sdk, Effort effort, CancellationToken cancellationToken)
    {
        await sdk.ExecuteAsync(nameof(Steps), StepsOfWorkflow, AtATime, effort.Of(_warmUp), cancellationToken);
        return await sdk.ExecuteAsync(nameof(Steps), StepsOfWorkflow, AtATime, effort.Of(_duration), cancellationToken);
    }

    private static void Add(ResultTable table, Sdk sdk, int cache, Load load, Work work) => table.Add(
        sdk.Name,
        cache > 0 ? "on" : "off",
        ResultTable.PerSecond(load.PerSecond * work.Tasks),
        cache > 0 ? "–" : ResultTable.PerSecond(load.PerSecond * work.ReplayedEvents));

    /// <summary>Runs one workflow and reads from its history what such a workflow costs a worker.</summary>
    private static async Task<Work> WorkOfOneAsync(string address, CancellationToken cancellationToken)
    {
        await using var sdk = await DotNetSdk.StartAsync(address, maxCachedWorkflows: 1);
        var prefix = sdk.NewPrefix();
        await sdk.StartAsync(prefix, nameof(Steps), StepsOfWorkflow, atATime: 1, count: 1, cancellationToken);
        var handle = sdk.Client.GetWorkflowHandle(prefix + "-0");
        await handle.GetResultAsync();
        WorkflowHistory history = await handle.FetchHistoryAsync();
        var tasks = history.Events.Where(e => e.EventType == EventType.WorkflowTaskCompleted).ToList();
        return new Work(tasks.Count, tasks.Sum(t => t.WorkflowTaskCompletedEventAttributes.StartedEventId));
    }

    /// <param name="Tasks">Workflow tasks of a workflow.</param>
    /// <param name="ReplayedEvents">Events that a worker without a cache reads for all of them.</param>
    private sealed record Work(int Tasks, long ReplayedEvents);
}
