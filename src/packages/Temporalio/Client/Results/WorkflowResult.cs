using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;

namespace Temporalio.Client.Results;

/// <summary>Waits for the event that closes a run and reads its result.</summary>
internal static class WorkflowResult
{
    public static async Task<TResult> GetAsync<TResult>(ITemporalClient client, string id, string? runId, bool followRuns, RpcOptions? rpc)
    {
        while (true)
        {
            var close = await CloseEventAsync(client, id, runId, rpc).ConfigureAwait(false);
            if (close.WorkflowExecutionContinuedAsNewEventAttributes is { } continued)
            {
                runId = followRuns ? continued.NewExecutionRunId : throw new WorkflowContinuedAsNewException(continued.NewExecutionRunId);
                continue;
            }

            if (followRuns && NextRun(close) is { Length: > 0 } next)
            {
                runId = next;
                continue;
            }

            if (close.WorkflowExecutionCompletedEventAttributes is { } completed)
            {
                return await ResultAsync<TResult>(client.Options.DataConverter, completed.Result).ConfigureAwait(false);
            }

            throw new WorkflowFailedException(await CauseAsync(client.Options.DataConverter, close).ConfigureAwait(false));
        }
    }

    private static async Task<HistoryEvent> CloseEventAsync(ITemporalClient client, string id, string? runId, RpcOptions? rpc)
    {
        var options = new WorkflowHistoryEventFetchOptions
        {
            WaitNewEvent = true,
            EventFilterType = HistoryEventFilterType.CloseEvent,
            SkipArchival = true,
            Rpc = rpc,
        };
        while (true)
        {
            await foreach (var historyEvent in HistoryPages.ReadAsync(client, id, runId, options).ConfigureAwait(false))
            {
                if (historyEvent.ClosesRun())
                {
                    return historyEvent;
                }
            }

            // The poll ended before the run did.
        }
    }

    /// <summary>The run that a retry policy or schedule made follow.</summary>
    private static string? NextRun(HistoryEvent close) => close.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes => close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes => close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        _ => null,
    };

    private static async Task<TResult> ResultAsync<TResult>(DataConverter converter, Payloads? result) =>
        typeof(TResult) == typeof(ValueTuple) || result is null or { Payloads_.Count: 0 }
            ? default!
            : await converter.ToSingleValueAsync<TResult>(result.Payloads_).ConfigureAwait(false);

    private static async Task<Exception> CauseAsync(DataConverter converter, HistoryEvent close)
    {
        var failure = close.AttributesCase switch
        {
            HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes => close.WorkflowExecutionFailedEventAttributes.Failure,
            HistoryEvent.AttributesOneofCase.WorkflowExecutionCanceledEventAttributes => new()
            {
                Message = "Workflow cancelled",
                CanceledFailureInfo = new() { Details = close.WorkflowExecutionCanceledEventAttributes.Details },
            },
            HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes => new()
            {
                Message = "Workflow timed out",
                TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose },
            },
            HistoryEvent.AttributesOneofCase.WorkflowExecutionTerminatedEventAttributes => Terminated(close.WorkflowExecutionTerminatedEventAttributes),
            _ => throw new InvalidOperationException($"{close.EventType} does not close a run."),
        };
        if (close.WorkflowExecutionTerminatedEventAttributes is not { } terminated)
        {
            return await converter.ToExceptionAsync(failure).ConfigureAwait(false);
        }

        IReadOnlyCollection<Payload> details = terminated.Details?.Payloads_ ?? [];
        if (converter.PayloadCodec is { } codec && details.Count > 0)
        {
            details = await codec.DecodeAsync(details).ConfigureAwait(false);
        }

        return new TerminatedFailureException(failure, null, new(converter.PayloadConverter, details));
    }

    private static Failure Terminated(WorkflowExecutionTerminatedEventAttributes attributes) => new()
    {
        Message = attributes.Reason.Length > 0 ? attributes.Reason : "Workflow execution terminated",
        TerminatedFailureInfo = new() { Identity = attributes.Identity },
    };
}
