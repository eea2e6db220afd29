using EmbeddedTemporal;
using SlackClaudeBot.Testing.Temporal;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Kinds;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Testing;
using Temporalio.Worker;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>One bug fix in an environment whose time skips. Its history is replayed when it has ended.</summary>
internal sealed class TaskScenario : IAsyncDisposable
{
    public const string Host1 = "host-1";
    public const string Host2 = "host-2";
    private const string TaskQueue = "tasks";

    /// <summary>Only a broken test or workflow takes this long, in real time.</summary>
    private static readonly TimeSpan _giveUp = TimeSpan.FromSeconds(90);

    private readonly WorkflowEnvironment _environment;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _stopHost1;
    private readonly Task[] _workers;
    private readonly WorkflowHandle _handle;
    private int _signals;

    private TaskScenario(WorkflowEnvironment environment, ScriptedActivities world, Task[] workers, CancellationTokenSource stop, CancellationTokenSource stopHost1, WorkflowHandle handle)
    {
        (_environment, World, _workers, _stop, _stopHost1, _handle) = (environment, world, workers, stop, stopHost1, handle);
    }

    public ScriptedActivities World { get; }

    public CallLog Log => World.Log;

    public static async Task<TaskScenario> StartAsync(
        Action<ScriptedActivities>? script = null, TaskRequest? task = null, string workflowType = nameof(BugFixWorkflow))
    {
        var world = new ScriptedActivities();
        return await StartAsync(world, await TimeSkippingEnvironment.StartAsync(new() { LoggerFactory = new LoggedWarnings(world.Log) }), script, task, workflowType);
    }

    /// <summary>One whose time moves when the test says so, also while work waits for a host that takes none: there it never skips.</summary>
    public static async Task<TaskScenario> StartAsync(EmbeddedTemporalServer server, Action<ScriptedActivities> script)
    {
        var world = new ScriptedActivities();
        var client = await TemporalClient.ConnectAsync(new(server.Address) { LoggerFactory = new LoggedWarnings(world.Log) });
        return await StartAsync(world, new WorkflowEnvironment(client), script, null);
    }

    private static async Task<TaskScenario> StartAsync(
        ScriptedActivities world, WorkflowEnvironment environment, Action<ScriptedActivities>? script, TaskRequest? task, string workflowType = nameof(BugFixWorkflow))
    {
        script?.Invoke(world);
        var stop = new CancellationTokenSource();
        var stopHost1 = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task[] workers =
        [
            Work(TaskQueue, stop, o => o.AddWorkflow<BugFixWorkflow>().AddWorkflow<TwoStageWorkflow>()),
            Work(WorkQueues.Waiting(TaskQueue), stop),
            Task.WhenAll(Work(Host1, stopHost1), Work(WorkQueues.Waiting(Host1), stopHost1)),
            Work(Host2, stop),
            Work(WorkQueues.Waiting(Host2), stop),
        ];
        var handle = await environment.Client.StartWorkflowAsync(
            workflowType, [task ?? Attempts.Task()], new WorkflowOptions("fix-1a2b3c4d5e", TaskQueue));
        return new TaskScenario(environment, world, workers, stop, stopHost1, handle);

        Task Work(string queue, CancellationTokenSource until, Action<TemporalWorkerOptions>? with = null)
        {
            var options = new TemporalWorkerOptions(queue) { MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(50) }.AddAllActivities(world);
            with?.Invoke(options);
            return Task.Run(() => new TemporalWorker(environment.Client, options).ExecuteAsync(until.Token));
        }
    }

    public Task ApproveAsync(int attempt = 1, string by = "U2", string stage = "fix") => SignalAsync(SignalNames.Approve, new Approve(NextId(), by, stage, attempt));

    public Task RejectAsync(string? feedback, int attempt = 1) => SignalAsync(SignalNames.Reject, new Reject(NextId(), "U2", "fix", attempt, feedback));

    /// <summary>Replies to the task.</summary>
    /// <returns>The id by which it can be undone.</returns>
    public async Task<string> ReplyAsync(string text, string by = "U2", bool isPraise = false, bool mayDecide = true, string? under = null)
    {
        var id = NextId();
        await SignalAsync(SignalNames.Reply, new TaskReply(
            id, by, text, isPraise, new ReplyPermissions(mayDecide, false, "<@U0BOSS>"), under ?? ScriptedActivities.Shown.Id, $"message of {id}"));
        return id;
    }

    public Task SignalAsync(string name, params object[] arguments) => _handle.SignalAsync(name, arguments);

    public Task CancelInTemporalAsync() => _handle.CancelAsync();

    public Task<WorkStatus> StatusAsync() => _handle.QueryAsync<WorkStatus>(QueryNames.GetStatus, []);

    public Task<TaskState> StateAsync() => _handle.QueryAsync<TaskState>(QueryNames.GetState, []);

    /// <summary>The first host takes no work any more, and never comes back.</summary>
    public async Task LoseHost1Async()
    {
        await _stopHost1.CancelAsync();
        await _workers[2].WaitAsync(_giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until only an activity of this kind is pending, without a worker; releases of slots do not count.</summary>
    public async Task OnlyWaitsForAsync(string activityType)
    {
        using var giveUp = new CancellationTokenSource(_giveUp);
        while (!await IsOnlyWaitingAsync())
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), giveUp.Token);
            }
            catch (OperationCanceledException)
            {
                var events = (await _handle.FetchHistoryAsync()).Events.Select(e => $"{e.EventType} {e.ActivityTaskScheduledEventAttributes?.ActivityType.Name}");
                throw new TimeoutException($"{activityType} is not all that waits:\n{string.Join("\n", events)}");
            }
        }

        async Task<bool> IsOnlyWaitingAsync()
        {
            var events = (await _handle.FetchHistoryAsync()).Events;
            var ended = events.Where(e => e.EventType == EventType.ActivityTaskCompleted).Select(e => e.ActivityTaskCompletedEventAttributes.ScheduledEventId)
                .Concat(events.Where(e => e.EventType == EventType.ActivityTaskTimedOut).Select(e => e.ActivityTaskTimedOutEventAttributes.ScheduledEventId));
            var pending = events.Where(e => e.EventType == EventType.ActivityTaskScheduled).ExceptBy(ended, e => e.EventId)
                .Where(e => e.ActivityTaskScheduledEventAttributes.ActivityType.Name != "ReleaseSlot").ToList();
            return pending is [{ } only] && only.ActivityTaskScheduledEventAttributes.ActivityType.Name == activityType
                && events.Count(e => e.EventType == EventType.WorkflowTaskScheduled) == events.Count(e => e.EventType is EventType.WorkflowTaskCompleted or EventType.WorkflowTaskTimedOut);
        }
    }

    /// <summary>What Temporal knows of it.</summary>
    public Task<WorkflowExecutionDescription> DescribeAsync() => _handle.DescribeAsync();

    /// <summary>Everything that happened.</summary>
    public Task<WorkflowHistory> HistoryAsync() => _handle.FetchHistoryAsync();

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan time) => _environment.DelayAsync(time).WaitAsync(_giveUp);

    /// <summary>The summary of an attempt, once it is posted.</summary>
    public Task<ReviewOpened> ReviewAsync(int attempt = 1, string stage = "fix") =>
        Log.FirstAsync<ReviewOpened>(s => s.Review.Key.Attempt == attempt && s.Review.Key.Stage == stage);

    /// <summary>The result; time skips until there is one. The history is replayed.</summary>
    public async Task<TaskResult> EndAsync()
    {
        try
        {
            return await _handle.GetResultAsync<TaskResult>().WaitAsync(_giveUp);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The task did not end. There was:\n{Log}");
        }
        finally
        {
            await ReplayAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers).WaitAsync(_giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _environment.DisposeAsync();
        _stopHost1.Dispose();
        _stop.Dispose();
    }

    private async Task ReplayAsync()
    {
        var history = await HistoryAsync();
        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<BugFixWorkflow>().AddWorkflow<TwoStageWorkflow>()).ReplayWorkflowAsync(history);
    }

    private string NextId() => $"signal-{Interlocked.Increment(ref _signals)}";
}
