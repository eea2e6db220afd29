using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests;

public sealed class CommitLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-temporal-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Changes_that_belong_together_are_in_one_transaction_however_many_wait()
    {
        using var database = Database.Open(Path.Combine(_folder, "temporal.db"));
        using var log = new CommitLog(database, NullLogger.Instance);
        using var hold = new ManualResetEventSlim();
        var held = new TaskCompletionSource();
        var holding = log.Run(_ =>
        {
            held.SetResult();
            hold.Wait();
        });
        await held.Task;
        var before = Transactions();

        // One more than a transaction takes as a rule.
        for (var i = 0; i < 1_999; i++)
        {
            log.Append(Change(i));
        }

        var last = Change(2_000);
        log.AppendAtomically(() =>
        {
            log.Append(Change(1_999));
            log.Append(last);
        });
        hold.Set();
        await holding;
        await last.Durability.Task;

        Assert.Equal(before + 1, Transactions());
    }

    private int Transactions()
    {
        using var file = new FileStream(Path.Combine(_folder, "temporal.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var log = new byte[file.Length];
        file.ReadExactly(log);
        return WriteAheadLog.Commits(log).Count();
    }

    private static RunCommit Change(int number) => new()
    {
        RunKey = 1,
        StartTime = 0,
        Status = WorkflowExecutionStatus.Running,
        CloseTime = null,
        HistoryLength = 0,
        HistoryBytes = 0,
        Transitions = 0,
        State = [],
        RequestIds = [$"{number}"],
    };
}
