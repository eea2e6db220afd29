namespace Temporalio.Workflows;

/// <content>Waiting for several tasks. <see cref="Task.WhenAny(Task[])"/> would leave the workflow's scheduler.</content>
public static partial class Workflow
{
    /// <summary>The first task that ends.</summary>
    public static Task<Task> WhenAnyAsync(params Task[] tasks) => WhenAnyAsync((IEnumerable<Task>)tasks);

    /// <summary>The first task that ends.</summary>
    public static Task<Task> WhenAnyAsync(IEnumerable<Task> tasks) => FirstAsync([.. tasks]);

    /// <summary>The first task that ends.</summary>
    public static Task<Task<TResult>> WhenAnyAsync<TResult>(params Task<TResult>[] tasks) => WhenAnyAsync((IEnumerable<Task<TResult>>)tasks);

    /// <summary>The first task that ends.</summary>
    public static Task<Task<TResult>> WhenAnyAsync<TResult>(IEnumerable<Task<TResult>> tasks) => FirstAsync([.. tasks]);

    /// <summary>Waits for all tasks.</summary>
    public static Task WhenAllAsync(IEnumerable<Task> tasks)
    {
        _ = Context;
        return Task.WhenAll(tasks);
    }

    /// <summary>Waits for all tasks.</summary>
    public static Task WhenAllAsync(params Task[] tasks) => WhenAllAsync((IEnumerable<Task>)tasks);

    /// <summary>Waits for all tasks.</summary>
    public static Task<TResult[]> WhenAllAsync<TResult>(IEnumerable<Task<TResult>> tasks)
    {
        _ = Context;
        return Task.WhenAll(tasks);
    }

    /// <summary>Waits for all tasks.</summary>
    public static Task<TResult[]> WhenAllAsync<TResult>(params Task<TResult>[] tasks) => WhenAllAsync((IEnumerable<Task<TResult>>)tasks);

    /// <summary>The one that stands first among those that have ended, so that the answer is the same on replay.</summary>
    private static async Task<TTask> FirstAsync<TTask>(TTask[] tasks)
        where TTask : Task
    {
        if (tasks.Length == 0)
        {
            throw new ArgumentException("There is no task to wait for.", nameof(tasks));
        }

        _ = Context;
        if (Array.Find(tasks, t => t.IsCompleted) is { } ended)
        {
            return ended;
        }

        var first = new TaskCompletionSource<TTask>();
        foreach (var task in tasks)
        {
            _ = task.ContinueWith(
                static (t, s) => ((TaskCompletionSource<TTask>)s!).TrySetResult((TTask)t),
                first,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Current);
        }

        return await first.Task;
    }
}
