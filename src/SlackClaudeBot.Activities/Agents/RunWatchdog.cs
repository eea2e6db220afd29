using SlackClaudeBot.Foundation.Progress;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Supervises a running execution: sends heartbeats and progress, saves the transcript at intervals, and stops an execution that is
/// silent for too long, exceeds its time, or does not exit after its result.
/// </summary>
internal sealed class RunWatchdog(
    RunExecution run,
    int execution,
    RunEventAggregate seen,
    AgentOptions options,
    SessionTranscripts transcripts,
    ITaskProgress progress,
    TimeProvider time)
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly long _startedAt = time.GetTimestamp();
    private long _lastEventAt = time.GetTimestamp();
    private long _lastTranscriptAt = time.GetTimestamp();
    private long _lastOffset;
    private long _keptOffset;
    private (string Activity, decimal CostUsd) _shown;

    /// <summary>Why it stopped the execution; null if it did not.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Returns when the followed execution has ended.</summary>
    public async Task UntilEndAsync(Task following, TimeSpan timeLeft)
    {
        while (!following.IsCompleted)
        {
            using var tick = new CancellationTokenSource();
            await Task.WhenAny(following, Task.Delay(_tick, time, tick.Token));
            await tick.CancelAsync();
            await ReportAsync();
            if (!following.IsCompleted && Stopped is null && ReasonToStop(timeLeft) is { } reason)
            {
                Stopped = reason;
                await run.Process.StopAsync(execution, reason, options.InterruptGrace, run.CancellationToken);
            }

            await KeepTranscriptAsync();
        }

        await following;
    }

    private string? ReasonToStop(TimeSpan timeLeft) => time.GetElapsedTime(_lastEventAt) switch
    {
        var silence when seen.Result is not null => silence > options.ExitGrace ? StopReasons.Finished : null,
        _ when time.GetElapsedTime(_startedAt) > timeLeft => StopReasons.TimedOut,
        var silence => silence > options.SilenceTimeout ? StopReasons.Silent : null,
    };

    private async Task ReportAsync()
    {
        if (seen.Offset != _lastOffset)
        {
            (_lastOffset, _lastEventAt) = (seen.Offset, time.GetTimestamp());
        }

        var costUsd = run.EarlierCostUsd + seen.CostUsd;
        run.Context.Heartbeat(new AgentHeartbeat(
            seen.Activity, costUsd, run.Session.ToString(), run.Name, execution, seen.Offset));
        if (_shown == (seen.Activity, costUsd))
        {
            return;
        }

        _shown = (seen.Activity, costUsd);
        await progress.ReportAsync(run.Input.Key, new AgentProgress(seen.Activity, costUsd));
    }

    private async Task KeepTranscriptAsync()
    {
        if (time.GetElapsedTime(_lastTranscriptAt) < options.TranscriptInterval || seen.Offset == _keptOffset)
        {
            return;
        }

        _lastTranscriptAt = time.GetTimestamp();
        _keptOffset = seen.Offset;
        var probe = await run.ProbeAsync();
        if (probe.SessionFile is { } file)
        {
            await transcripts.KeepAsync(run.Process, run.Input.Key.TaskId, run.Session, file, run.CancellationToken);
        }
    }
}
