using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// The one writer. Whatever changes arrive while a commit is on its way to the disk go into the next one together:
/// the disk's latency is shared, and the order of the changes is kept. After a failed commit nothing is accepted any
/// more, because memory is then ahead of the disk: the process must start again from what is written.
/// </summary>
internal sealed partial class CommitLog : IDisposable
{
    // Bounds the memory and the latency of one transaction.
    private const int MaxChangesPerCommit = 2000;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly SqliteConnection _connection;
    private readonly RunWriter _writer;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<object> _waiting = [];
    private Exception? _failed;
    private bool _stopping;

    public CommitLog(Database database, ILogger logger)
    {
        _connection = database.OpenForWriting();
        _writer = new RunWriter(_connection);
        _logger = logger;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "Temporal commit log" };
        _thread.Start();
    }

    /// <summary>Ends with the reason when the database has failed.</summary>
    public Task<Exception> Failure => _failure.Task;

    public Task Append(RunCommit commit)
    {
        Enqueue(commit);
        return commit.Completion;
    }

    /// <summary>Runs a statement of its own among the commits: for what concerns no single run.</summary>
    public Task Run(Action<SqliteConnection> work)
    {
        var item = new Work(work);
        Enqueue(item);
        return item.Completion.Task;
    }

    /// <summary>Throws once the database has failed.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failed) is { } reason)
        {
            throw new DatabaseException(reason.Message, reason);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Signal();
        }

        _thread.Join();
        _writer.Dispose();
        _connection.Dispose();
        _work.Dispose();
    }

    private void Enqueue(object item)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            ObjectDisposedException.ThrowIf(_stopping, this);
            _waiting.Add(item);
            if (_waiting.Count == 1)
            {
                Signal();
            }
        }
    }

    private void Signal()
    {
        if (_work.CurrentCount == 0)
        {
            _ = _work.Release();
        }
    }

    private void WriteAll()
    {
        var batch = new List<object>();
        while (true)
        {
            _work.Wait();
            while (true)
            {
                bool stopping;
                lock (_gate)
                {
                    (batch, _waiting) = (_waiting, batch);
                    stopping = _stopping;
                }

                if (batch.Count == 0)
                {
                    if (stopping)
                    {
                        return;
                    }

                    break;
                }

                for (var first = 0; first < batch.Count; first += MaxChangesPerCommit)
                {
                    Commit(batch, first, Math.Min(batch.Count, first + MaxChangesPerCommit));
                }

                batch.Clear();
            }
        }
    }

    private void Commit(List<object> batch, int first, int end)
    {
        try
        {
            if (_failed is null)
            {
                _writer.Begin();
                for (var i = first; i < end; i++)
                {
                    Write(batch[i]);
                }

                _writer.Commit();
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        for (var i = first; i < end; i++)
        {
            Answer(batch[i]);
        }
    }

    private void Write(object item)
    {
        if (item is RunCommit commit)
        {
            _writer.Write(commit);
        }
        else
        {
            ((Work)item).Action(_connection);
        }
    }

    private void Answer(object item)
    {
        switch (item)
        {
            case RunCommit commit when _failed is { } reason:
                commit.Fail(reason);
                break;
            case RunCommit commit:
                commit.Succeed();
                break;
            case Work work when _failed is { } reason:
                _ = work.Completion.TrySetException(reason);
                break;
            case Work work:
                _ = work.Completion.TrySetResult();
                break;
        }
    }

    private void Fail(Exception reason)
    {
        Log.CommitFailed(_logger, reason.Message, reason);
        _writer.RollBack();
        lock (_gate)
        {
            Volatile.Write(ref _failed, reason);
        }

        _ = _failure.TrySetResult(reason);
    }

    private sealed record Work(Action<SqliteConnection> Action)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "The Temporal service stops answering because it can no longer write: {Reason}")]
        public static partial void CommitFailed(ILogger logger, string reason, Exception exception);
    }
}
