using Temporalio.Common;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Runs;

/// <summary>Runs workflow code over one whole history.</summary>
internal static class HistoryReplay
{
    public static async Task RunAsync(WorkflowHistory history, RunSettings settings)
    {
        var first = history.Events.FirstOrDefault()?.WorkflowExecutionStartedEventAttributes
            ?? throw new InvalidWorkflowOperationException("The history does not begin with a workflow's start.");
        var events = history.Events;
        if (settings.DataConverter.PayloadCodec is { } codec)
        {
            events = [.. events.Select(e => e.Clone())];
            await CodecVisitor.DecodeAsync(events, codec).ConfigureAwait(false);
        }

        using var run = new WorkflowRun(history.Id, first.OriginalExecutionRunId, settings);
        await Watchdog.RunAsync(
            begin =>
            {
                run.Add(events);
                run.Advance(live: false, begin);
                run.VerifyLastAnswer();
            },
            settings.DeadlockTimeout,
            time: settings.Time).ConfigureAwait(false);
    }
}
