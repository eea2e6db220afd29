using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// The one writer. Whatever changes arrive while a commit is on its way to the disk go into the next one together:
/// the disk's latency is shared, and the order of the changes is kept. While the disk is full or the database locked,
/// what has been taken waits, its callers are told, and nothing more is taken. After any other failure nothing is
/// accepted again, because memory is then ahead of the disk: the process must start again from what is written.
/// </summary>
internal sealed partial class CommitLog : IDisposable
{
    // Bounds the memory and the latency of one transaction.
    private const int MaxChangesPerCommit = 2000;

    // How often a full disk or a locked database is tried again.
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly Database _database;
    private readonly SqliteConnection _connection;
    private readonly RunWriter _writer;
    private readonly CommitProgress? _progress;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<ILogEntry> _waiting = [];
    private DatabaseException? _obstacle;
    private Exception? _failed;
    private bool _stopping;

    public CommitLog(Database database, ILogger logger)
    {
        _database = database;
        _connection = database.OpenForWriting();
        _writer = new RunWriter(_connection);
        _progress = database.IsTemporary ? null : new CommitProgress(_connection, database);
        _path = database.Path;
        _logger = logger;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "Temporal commit log" };
        _thread.Start();
    }

    /// <summary>Ends with the reason when the database has failed.</summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>Takes a change; its <see cref="RunCommit.Durability"/> tells when it is on disk.</summary>
    public void Append(RunCommit commit) => Enqueue(commit);

    /// <summary>Takes a change of a schedule or of a standalone activity; its durability tells when it is on disk.</summary>
    public void Append(ILogEntry commit) => Enqueue(commit);

    /// <summary>Takes the changes of several runs as one: after a crash all of them are there, or none.</summary>
    /// <remarks>What is done in it must wait for nothing that the log's thread does.</remarks>
    public void AppendAtomically(Action append)
    {
        lock (_gate)
        {
            var first = _waiting.Count;
            append();
            foreach (var entry in _waiting.Skip(first + 1))
            {
                entry.JoinsPrevious = true;
            }
        }
    }

    /// <summary>Runs a statement of its own among the commits: for what concerns no single run.</summary>
    public Task Run(Action<SqliteConnection> work)
    {
        var housekeeping = new Housekeeping(work);
        Enqueue(housekeeping);
        return housekeeping.Done;
    }

    /// <summary>Throws while nothing can be written, or once the database has failed: before a change is made that would have to wait.</summary>
    public void ThrowIfRefusing()
    {
        ThrowIfFailed();
        if (Volatile.Read(ref _obstacle) is { } obstacle)
        {
            throw obstacle.Again();
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
        _progress?.Dispose();
        MarkClean();
        _connection.Dispose();
        _work.Dispose();
    }

    private void MarkClean()
    {
        try
        {
            _database.MarkCleanBeforeClose(_connection);
        }
        catch (Exception e) when (e is SqliteException or IOException or DatabaseException)
        {
            // The log stays, and the next start reads it.
        }
    }

    private void Enqueue(ILogEntry entry)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_obstacle is { } obstacle)
            {
                entry.Refuse(obstacle.Again());
            }

            _waiting.Add(entry);
            if (_waiting.Count == 1)
            {
                Signal();
            }
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failed) is { } reason)
        {
            throw new DatabaseException(reason.Message, reason);
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
        var batch = new List<ILogEntry>();
        while (Take(ref batch))
        {
            for (var first = 0; first < batch.Count;)
            {
                var end = End(batch, first);
                Commit(batch, first, end);
                first = end;
            }

            batch.Clear();
        }
    }

    /// <summary>Waits for entries, and gives an empty list for them; false where the log stops and nothing is left.</summary>
    private bool Take(ref List<ILogEntry> batch)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    (batch, _waiting) = (_waiting, batch);
                    return true;
                }

                if (_stopping)
                {
                    return false;
                }
            }

            _work.Wait();
        }
    }

    /// <summary>Where the transaction that begins with an entry ends.</summary>
    private static int End(List<ILogEntry> batch, int first)
    {
        var end = Math.Min(batch.Count, first + MaxChangesPerCommit);
        while (end < batch.Count && batch[end].JoinsPrevious)
        {
            end++;
        }

        return end;
    }

    private void Commit(List<ILogEntry> batch, int first, int end)
    {
        while (_failed is null && !TryCommit(batch, first, end))
        {
            // SQLite waits for a lock by itself; for room on the disk nobody does.
            _ = _work.Wait(_pause);
            if (Volatile.Read(ref _stopping))
            {
                Volatile.Write<Exception?>(ref _failed, _obstacle);
            }
        }

        for (var i = first; i < end; i++)
        {
            if (_failed is { } reason)
            {
                batch[i].Refuse(reason);
            }
            else
            {
                batch[i].Succeed();
            }
        }
    }

    /// <summary>False where something is in the way that may pass.</summary>
    private bool TryCommit(List<ILogEntry> batch, int first, int end)
    {
        try
        {
            _writer.Begin();
            for (var i = first; i < end; i++)
            {
                batch[i].Write(_writer);
            }

            _writer.Commit();
            _progress?.Note();
            Resume();
        }
        catch (SqliteException e)
        {
            var reason = DatabaseException.From(e, _path);
            if (reason.MayPass)
            {
                _writer.RollBack();
                Pause(reason, batch);
                return false;
            }

            Fail(reason);
        }
        catch (Exception e)
        {
            Fail(e);
        }

        return true;
    }

    private void Pause(DatabaseException obstacle, List<ILogEntry> batch)
    {
        lock (_gate)
        {
            if (_obstacle is not null)
            {
                return;
            }

            Volatile.Write(ref _obstacle, obstacle);
            foreach (var entry in batch.Concat(_waiting))
            {
                entry.Refuse(obstacle.Again());
            }
        }

        Log.Paused(_logger, obstacle.Message);
    }

    private void Resume()
    {
        if (_obstacle is not null)
        {
            Volatile.Write(ref _obstacle, null);
            Log.Resumed(_logger);
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

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The Temporal service stops answering because it can no longer write: {Reason}")]
        public static partial void CommitFailed(ILogger logger, string reason, Exception exception);

        [LoggerMessage(LogLevel.Error, "The Temporal service takes nothing new for now: {Reason}")]
        public static partial void Paused(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Information, "The Temporal service can write again and goes on")]
        public static partial void Resumed(ILogger logger);
    }
}
