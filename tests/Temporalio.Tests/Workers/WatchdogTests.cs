using EmbeddedTemporal;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Converters;
using Temporalio.Worker.Runs;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class WatchdogTests(LocalService service) : IClassFixture<LocalService>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Code_that_does_not_give_its_thread_back_is_found_out()
    {
        using var forever = new ManualResetEventSlim();
        await Assert.ThrowsAsync<WorkflowDeadlockException>(() => Watchdog.RunAsync(_ => forever.Wait(), _limit, time: new JumpingClock()));
        forever.Set();
    }

    [Fact]
    public async Task The_time_before_it_begins_does_not_count()
    {
        var (clock, late, done) = (new JumpingClock(), new LateScheduler(), false);
        var running = Watchdog.RunAsync(_ => done = true, _limit, late, clock);
        Assert.True(SpinWait.SpinUntil(() => clock.Waits > 10, TimeSpan.FromMinutes(1)));
        clock.StandStill();
        late.Begin();
        await running;
        Assert.True(done);
    }

    [Fact]
    public async Task Each_task_of_a_history_has_the_whole_time()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Thoughtful>());
        var history = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Thoughtful w) => w.RunAsync(), start);
            await handle.GetResultAsync();
            return await handle.FetchHistoryAsync();
        });
        var (clock, thoughts) = (new WatchedClock(), 0);
        Thoughtful.Think = () =>
        {
            // Whenever the watchdog looks, the time since the workflow's start has been over: it has to look on.
            Assert.True(SpinWait.SpinUntil(() => clock.Timers > 0, TimeSpan.FromMinutes(1)));
            clock.Time.Advance(0.9 * _limit);
            thoughts++;
            Assert.True(SpinWait.SpinUntil(() => clock.Timers >= thoughts, TimeSpan.FromSeconds(10)), $"It was given up after {thoughts}.");
        };

        await HistoryReplay.RunAsync(history, new()
        {
            Namespace = "default",
            TaskQueue = start.TaskQueue!,
            Workflows = [WorkflowDefinition.Create<Thoughtful>()],
            DataConverter = DataConverter.Default,
            LoggerFactory = NullLoggerFactory.Instance,
            DeadlockTimeout = _limit,
            Time = clock,
        });

        Assert.Equal(4, thoughts);
    }

    [Workflow]
    public class Thoughtful
    {
        public static Action Think { get; set; } = static () => { };

        [WorkflowRun]
        public async Task RunAsync()
        {
            Think();
            for (var i = 0; i < 3; i++)
            {
                await Workflow.DelayAsync(1);
                Think();
            }
        }
    }

    /// <summary>A clock that is moved by hand, and tells how often somebody has begun to wait.</summary>
    private sealed class WatchedClock : TimeProvider
    {
        private int _timers;

        public TimeSkippingClock Time { get; } = new();

        public int Timers => Volatile.Read(ref _timers);

        public override long TimestampFrequency => Time.TimestampFrequency;

        public override long GetTimestamp() => Time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = Time.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }

    /// <summary>A process that is too busy to begin.</summary>
    private sealed class LateScheduler : TaskScheduler
    {
        private readonly List<Task> _tasks = [];

        public void Begin() => Assert.True(TryExecuteTask(Assert.Single(_tasks)));

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

        protected override void QueueTask(Task task) => _tasks.Add(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
    }
}
