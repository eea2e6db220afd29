namespace Temporalio.Worker.Tasks;

/// <summary>Counts work, so that one can wait for its end.</summary>
internal sealed class WorkInProgress
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _tasks = [];

    /// <summary>Begins work that handles its own errors.</summary>
    public void Add(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_gate)
        {
            _tasks.Add(task);
        }

        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits until all work, also that which begins meanwhile, has ended.</summary>
    public async Task FinishAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (_gate)
            {
                tasks = [.. _tasks];
            }

            if (tasks.Length == 0)
            {
                return;
            }

            await Task.WhenAll(tasks).ConfigureAwait(false);
        }
    }

    private void Remove(Task task)
    {
        lock (_gate)
        {
            _tasks.Remove(task);
        }
    }
}
