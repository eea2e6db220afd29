using Temporalio.Worker.Runs;

namespace Temporalio.Tests.Workers;

public class WatchdogTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Code_that_does_not_give_its_thread_back_is_found_out()
    {
        using var forever = new ManualResetEventSlim();
        await Assert.ThrowsAsync<WorkflowDeadlockException>(() => Watchdog.RunAsync(forever.Wait, _limit, time: new JumpingClock()));
        forever.Set();
    }

    [Fact]
    public async Task The_time_before_it_begins_does_not_count()
    {
        var (clock, late, done) = (new JumpingClock(), new LateScheduler(), false);
        var running = Watchdog.RunAsync(() => done = true, _limit, late, clock);
        Assert.True(SpinWait.SpinUntil(() => clock.Waits > 10, TimeSpan.FromMinutes(1)));
        clock.StandStill();
        late.Begin();
        await running;
        Assert.True(done);
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
