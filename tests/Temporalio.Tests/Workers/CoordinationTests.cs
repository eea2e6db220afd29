using Temporalio.Client;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>Locks inside a workflow.</summary>
public class CoordinationTests(LocalService service) : IClassFixture<LocalService>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_mutex_lets_one_handler_in_at_a_time_in_the_order_they_came(int cached)
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<Queueing>();
            o.MaxCachedWorkflows = cached;
        });
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Queueing w) => w.RunAsync(3), start);
            foreach (var name in (string[])["a", "b", "c"])
            {
                await handle.SignalAsync(w => w.EnterAsync(name));
            }

            Assert.Equal(["+a", "-a", "+b", "-b", "+c", "-c"], await handle.GetResultAsync());
        });
    }

    [Fact]
    public async Task A_semaphore_counts_times_out_and_is_left_no_oftener_than_entered()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Counting>());

        Assert.Equal(
            ["0 left", "timed out", "cancelled", "in again", "1 left", "too often"],
            await worker.ExecuteAsync(() => service.Client.ExecuteWorkflowAsync((Counting w) => w.RunAsync(), start)));
    }

    [Workflow]
    public class Queueing
    {
        private readonly Workflows.Mutex _mutex = new();
        private readonly List<string> _log = [];

        [WorkflowRun]
        public async Task<List<string>> RunAsync(int visitors)
        {
            await Workflow.WaitConditionAsync(() => _log.Count == visitors * 2);
            return _log;
        }

        [WorkflowSignal]
        public async Task EnterAsync(string name)
        {
            await _mutex.WaitOneAsync();
            try
            {
                _log.Add($"+{name}");
                await Workflow.DelayAsync(1);
                _log.Add($"-{name}");
            }
            finally
            {
                _mutex.ReleaseMutex();
            }
        }
    }

    [Workflow]
    public class Counting
    {
        [WorkflowRun]
        public async Task<List<string>> RunAsync()
        {
            var log = new List<string>();
            var semaphore = new Workflows.Semaphore(2);
            await semaphore.WaitAsync();
            await semaphore.WaitAsync();
            log.Add($"{semaphore.CurrentCount} left");
            log.Add(await semaphore.WaitAsync(TimeSpan.FromMilliseconds(1)) ? "in" : "timed out");
            using var giveUp = new CancellationTokenSource();
            var waiting = semaphore.WaitAsync(giveUp.Token);
            await giveUp.CancelAsync();
            log.Add(await Ended(waiting));
            semaphore.Release();
            log.Add(await semaphore.WaitAsync(1) ? "in again" : "timed out");
            semaphore.Release();
            log.Add($"{semaphore.CurrentCount} left");
            semaphore.Release();
            try
            {
                semaphore.Release();
            }
            catch (InvalidOperationException)
            {
                log.Add("too often");
            }

            return log;
        }

        private static async Task<string> Ended(Task waiting)
        {
            try
            {
                await waiting;
                return "in";
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
        }
    }
}
