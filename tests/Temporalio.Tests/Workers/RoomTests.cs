using System.Diagnostics;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Worker.Activities;
using Temporalio.Worker.Tasks;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>How much a worker does at a time, and how fast.</summary>
public class RoomTests(LocalService service) : IClassFixture<LocalService>
{
    private const int Room = 2;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(5, 99, 1, 4)]
    [InlineData(10, 99, 2, 8)]
    [InlineData(1, 99, 1, 1)]
    [InlineData(5, 2, 3, 2)]
    [InlineData(5, 1, 4, 1)]
    [InlineData(5, 0, 5, 0)]
    public void Polls_for_runs_in_memory_leave_room_for_the_others(int polls, int stickyRoom, int normal, int sticky) =>
        Assert.Equal((normal, sticky), WorkflowTaskPollers.Split(polls, 0.2f, stickyRoom));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Workflows_go_on_where_few_tasks_may_run_at_a_time(int tasks)
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<SignalAndQueryTests.Mailbox>();
            o.MaxConcurrentWorkflowTasks = tasks;
        });
        await worker.ExecuteAsync(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                var handle = await service.Client.StartWorkflowAsync((SignalAndQueryTests.Mailbox w) => w.RunAsync(1), new($"{start.Id}-{i}", start.TaskQueue!));
                Assert.Equal(0, await handle.QueryAsync(w => w.Count).WaitAsync(_patience));
                await handle.SignalAsync(w => w.PutAsync("now"));
                Assert.Equal(["now"], await handle.GetResultAsync().WaitAsync(_patience));
            }
        });
    }

    [Fact]
    public async Task No_more_activities_run_at_a_time_than_there_is_room_for()
    {
        var (start, crowd) = (LocalService.New(), new Crowd());
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<Inviting>().AddAllActivities(crowd);
            o.MaxConcurrentActivities = Room;
        });

        await worker.ExecuteAsync(() => service.Client.ExecuteWorkflowAsync((Inviting w) => w.RunAsync(8), start)).WaitAsync(_patience);

        Assert.Equal((8, Room), (crowd.Came, crowd.Most));
    }

    [Fact]
    public async Task A_task_queue_hands_out_activities_as_slowly_as_its_worker_asks()
    {
        var (start, crowd) = (LocalService.New(), new Crowd());
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<Inviting>().AddAllActivities(crowd);
            o.MaxTaskQueueActivitiesPerSecond = 5;
        });
        var begun = Stopwatch.GetTimestamp();

        await worker.ExecuteAsync(() => service.Client.ExecuteWorkflowAsync((Inviting w) => w.RunAsync(8), start)).WaitAsync(_patience);

        Assert.Equal(8, crowd.Came);
        Assert.True(Stopwatch.GetElapsedTime(begun) >= TimeSpan.FromSeconds(7 / 5.0));
    }

    [Fact]
    public async Task Turns_come_evenly()
    {
        var clock = new JumpingClock();
        var limit = new RateLimit(4, clock);

        for (var i = 0; i < 9; i++)
        {
            Assert.True(await limit.WaitAsync(CancellationToken.None));
        }

        Assert.Equal(TimeSpan.FromSeconds(2), clock.Elapsed);
        Assert.False(await new RateLimit(0.001, TimeProvider.System).WaitAsync(new(canceled: true)));
    }

    [Workflow]
    public class Inviting
    {
        [WorkflowRun]
        public Task RunAsync(int guests) =>
            Workflow.WhenAllAsync(Enumerable.Range(0, guests).Select(_ => Workflow.ExecuteActivityAsync((Crowd c) => c.ComeAsync(), LocalService.Short)));
    }

    public class Crowd
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _isFull = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _inside;

        public int Came { get; private set; }

        public int Most { get; private set; }

        [Activity]
        public async Task ComeAsync()
        {
            lock (_gate)
            {
                Came++;
                Most = Math.Max(Most, ++_inside);
                if (_inside == Room)
                    _isFull.TrySetResult();
            }

            // Nobody leaves before all who may have come, and then not at once: one too many would come meanwhile.
            await _isFull.Task;
            await Task.Delay(20);
            lock (_gate)
            {
                _inside--;
            }
        }
    }
}
