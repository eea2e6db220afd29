using System.Text.Json;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Conformance.Properties;

/// <summary>A run of a workflow made at random, with the signals that it is sent.</summary>
internal sealed record RandomRun(IReadOnlyList<Step> Steps, bool Fails, int Signals, int SignalSeed)
{
    public static RandomRun Next(Random random)
    {
        var program = new RandomProgram(random);
        var steps = program.Steps(random.Next(1, 7));
        return new(steps, random.Next(5) == 0, program.Signals, random.Next());
    }

    /// <summary>Says what a worker of random runs needs.</summary>
    /// <param name="options">The worker's options.</param>
    /// <param name="cached">How many runs stay in memory; 0 replays them for each task.</param>
    public static void Configure(TemporalWorkerOptions options, int cached)
    {
        options.AddWorkflow<RandomWorkflow>().AddWorkflow<RandomPartner>()
            .AddActivity(RandomActivities.EchoAsync).AddActivity(RandomActivities.Flaky)
            .AddActivity(RandomActivities.Fatal).AddActivity(RandomActivities.HangAsync);
        options.MaxCachedWorkflows = cached;
        options.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(20);
    }

    /// <summary>Starts it and its partner, signals it in a random order, waits for its end, replays its history, and says how it ended.</summary>
    /// <param name="client">The client.</param>
    /// <param name="start">Its id and task queue.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="answered">Called after each answer of the service.</param>
    public async Task<string> EndAsync(ITemporalClient client, WorkflowOptions start, TimeSpan limit, Action? answered = null)
    {
        var partner = await client.StartWorkflowAsync((RandomPartner w) => w.RunAsync(), new(RandomPartner.IdOf(start.Id!), start.TaskQueue!) { TaskTimeout = start.TaskTimeout });
        answered?.Invoke();
        var handle = await client.StartWorkflowAsync((RandomWorkflow w) => w.RunAsync(Steps, Fails), start);
        answered?.Invoke();
        await SignalAsync(handle, answered);
        var ending = ResultAsync(handle, partner);
        var ended = await Task.WhenAny(ending, Task.Delay(limit)) == ending;
        answered?.Invoke();
        var history = await handle.FetchHistoryAsync();
        Assert.True(ended, $"Still running: {JsonSerializer.Serialize(this)}: {string.Join(", ", history.Events.Select(Told))}");
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<RandomWorkflow>().AddWorkflow<RandomPartner>());
        await replayer.ReplayWorkflowAsync(history);
        await replayer.ReplayWorkflowAsync(await partner.FetchHistoryAsync());
        return await ending;
    }

    private static string Told(HistoryEvent historyEvent) =>
        $"{historyEvent.EventId} {historyEvent.EventType} {historyEvent.WorkflowTaskFailedEventAttributes?.Failure.Message}{historyEvent.ActivityTaskScheduledEventAttributes?.ActivityType.Name}";

    private async Task SignalAsync(WorkflowHandle<RandomWorkflow, List<string>> handle, Action? answered)
    {
        var random = new Random(SignalSeed);
        foreach (var number in Enumerable.Range(1, Signals).OrderBy(_ => random.Next()).ToArray())
        {
            await handle.SignalAsync(w => w.SendAsync(number));
            answered?.Invoke();
            if (random.Next(3) == 0)
            {
                await handle.QueryAsync(w => w.SignalCount());
            }
        }
    }

    private static async Task<string> ResultAsync(WorkflowHandle<RandomWorkflow, List<string>> handle, WorkflowHandle<RandomPartner, List<int>> partner) =>
        $"{await ResultAsync(handle)}; partner got {string.Join(",", await partner.GetResultAsync())}";

    private static async Task<string> ResultAsync(WorkflowHandle<RandomWorkflow, List<string>> handle)
    {
        try
        {
            return string.Join(";", await handle.GetResultAsync());
        }
        catch (WorkflowFailedException e) when (e.InnerException is ApplicationFailureException { ErrorType: "Asked" } asked)
        {
            return $"failed {asked.Message}";
        }
    }
}
