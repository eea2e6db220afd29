using SlackClaudeBot.Foundation.Progress;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Watches an execution while it runs: sends heartbeats and progress, keeps the transcript now and then, and stops what has
/// fallen silent, ran past its time, or does not end after its result.
/// </summary>
internal sealed class Watch(
    Attempt attempt,
    int execution,
    RunObservation seen,
    AgentOptions options,
    SessionTranscripts transcripts,
    ITaskProgress progress,
    TimeProvider time)
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly long _begun = time.GetTimestamp();
    private long _lastEventAt = time.GetTimestamp();
    private long _lastTranscriptAt = time.GetTimestamp();
    private long _lastOffset;
    private long _keptOffset;
    private (string Activity, decimal CostUsd) _shown;
    private bool _stopped;

    /// <summary>Returns when the followed execution has ended.</summary>
    public async Task UntilEndAsync(Task following, TimeSpan timeLeft)
    {
        while (!following.IsCompleted)
        {
            using var tick = new CancellationTokenSource();
            await Task.WhenAny(following, Task.Delay(_tick, time, tick.Token));
            await tick.CancelAsync();
            await ReportAsync();
            if (!following.IsCompleted && !_stopped && ReasonToStop(timeLeft) is { } reason)
            {
                _stopped = true;
                await attempt.Run.StopAsync(execution, reason, options.InterruptGrace, attempt.CancellationToken);
            }

            await KeepTranscriptAsync();
        }

        await following;
    }

    private string? ReasonToStop(TimeSpan timeLeft) => time.GetElapsedTime(_lastEventAt) switch
    {
        var silence when seen.Result is not null => silence > options.ExitGrace ? StopReasons.Finished : null,
        _ when time.GetElapsedTime(_begun) > timeLeft => StopReasons.TimedOut,
        var silence => silence > options.SilenceTimeout ? StopReasons.Silent : null,
    };

    private async Task ReportAsync()
    {
        if (seen.Offset != _lastOffset)
        {
            (_lastOffset, _lastEventAt) = (seen.Offset, time.GetTimestamp());
        }

        var costUsd = attempt.EarlierCostUsd + seen.CostUsd;
        attempt.Context.Heartbeat(new AgentHeartbeat(
            seen.Activity, costUsd, attempt.Session.ToString(), attempt.Name, execution, seen.Offset));
        if (_shown == (seen.Activity, costUsd))
        {
            return;
        }

        _shown = (seen.Activity, costUsd);
        await progress.ReportAsync(attempt.Input, new AgentProgress(seen.Activity, costUsd));
    }

    private async Task KeepTranscriptAsync()
    {
        if (time.GetElapsedTime(_lastTranscriptAt) < options.TranscriptInterval || seen.Offset == _keptOffset)
        {
            return;
        }

        _lastTranscriptAt = time.GetTimestamp();
        _keptOffset = seen.Offset;
        var probe = await attempt.ProbeAsync();
        if (probe.SessionFile is { } file)
        {
            await transcripts.KeepAsync(attempt.Run, attempt.Input.TaskId, attempt.Session, file, attempt.CancellationToken);
        }
    }
}
