using System.Reflection;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>Signals and queries.</content>
internal sealed partial class WorkflowInstance
{
    private readonly Dictionary<string, WorkflowSignalDefinition> _signals;
    private readonly Dictionary<string, WorkflowQueryDefinition> _queries;
    private readonly List<Signal> _unhandled = [];
    private readonly LinkedList<(string Name, HandlerUnfinishedPolicy Policy)> _handling = [];
    private WorkflowSignalDefinition? _dynamicSignal;

    /// <summary>Hands a signal to its handler, or keeps it until there is one.</summary>
    public void Receive(Signal signal)
    {
        if (HandlerOf(signal.Name) is { } handler)
        {
            _ = Queue(() => HandleAsync(handler, signal));
        }
        else
        {
            _unhandled.Add(signal);
        }
    }

    /// <summary>Asks a query. Never throws: what goes wrong is the answer.</summary>
    public WorkflowQueryResult Ask(WorkflowQuery query)
    {
        object? answer = null;
        Exception? failure = null;
        var asked = Queue(() =>
        {
            _readOnly = true;
            try
            {
                answer = Answer(query);
            }
            catch (Exception e)
            {
                failure = e;
            }
            finally
            {
                _readOnly = false;
            }

            return Task.CompletedTask;
        });

        // Whatever failed the workflow before must not hold the query up.
        Drain(checkConditions: false);
        if (failure is null && asked.IsCompletedSuccessfully)
        {
            try
            {
                return new() { ResultType = QueryResultType.Answered, Answer = ToPayloads([answer]) };
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = e;
            }
        }

        failure ??= new InvalidOperationException("The workflow failed before it could be asked.");
        return new() { ResultType = QueryResultType.Failed, ErrorMessage = failure.Message, Failure = InFull(failure) };
    }

    /// <summary>All of a failure; null where it has details that cannot be written.</summary>
    private Failure? InFull(Exception failure)
    {
        try
        {
            // A copy: what an activity failed with goes through the codec here, and is the workflow's still.
            return _failures.ToFailure(failure, _payloads).Clone();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private object? Answer(WorkflowQuery query)
    {
        var payloads = query.QueryArgs?.Payloads_ ?? [];
        switch (query.QueryType)
        {
            case HandlerNames.StackTraceQuery:
                return StackTraces();
            case HandlerNames.MetadataQuery:
                return Metadata();
        }

        var handler = _queries.GetValueOrDefault(query.QueryType) ?? DynamicQuery ?? throw new InvalidOperationException(
            $"Query handler for {query.QueryType} expected but not found, known queries: [{string.Join(" ", _queries.Keys.Order(StringComparer.Ordinal))}]");
        return handler.Invoke(_instance!, HandlerArgs(query.QueryType, handler.Name is null, payloads, handler.Parameters));
    }

    private WorkflowSignalDefinition? HandlerOf(string signal) => _signals.GetValueOrDefault(signal) ?? _dynamicSignal;

    private async Task HandleAsync(WorkflowSignalDefinition handler, Signal signal)
    {
        object?[] args;
        try
        {
            args = HandlerArgs(signal.Name, handler.Name is null, signal.Input, handler.Parameters);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever sent it cannot be told any more, and the workflow must not be stopped by it.
            Log.SignalDropped(_logger, e, signal.Name);
            return;
        }

        var handling = _handling.AddLast((signal.Name, handler.UnfinishedPolicy));
        try
        {
            await handler.InvokeAsync(_instance!, args);
        }
        catch (Exception e)
        {
            EndBecauseOf(e);
        }
        finally
        {
            _handling.Remove(handling);
        }
    }

    private void DeliverUnhandled()
    {
        foreach (var signal in _unhandled.FindAll(s => HandlerOf(s.Name) is not null))
        {
            _unhandled.Remove(signal);
            Receive(signal);
        }
    }

    private object?[] HandlerArgs(string name, bool isDynamic, IReadOnlyList<Payload> payloads, ParameterInfo[] parameters) =>
        isDynamic ? [name, payloads.Select(p => (IRawValue)new RawValue(p)).ToArray()] : Decode(payloads, parameters, isDynamic: false);

    /// <summary>Payloads as parameters. What is too many is left out, as other SDKs do, so that callers can be newer than handlers.</summary>
    private object?[] Decode(IReadOnlyList<Payload> payloads, ParameterInfo[] parameters, bool isDynamic)
    {
        if (isDynamic)
        {
            return [payloads.Select(p => (IRawValue)new RawValue(p)).ToArray()];
        }

        var args = payloads.Take(parameters.Length).Select((p, i) => _payloads.ToValue(p, parameters[i].ParameterType)).ToArray();
        return Invocation.Complete(parameters, args);
    }

    private void WarnOfUnfinishedHandlers()
    {
        var unfinished = _handling.Where(h => h.Policy == HandlerUnfinishedPolicy.WarnAndAbandon).Select(h => h.Name).ToArray();
        if (!Clock.Replaying && unfinished.Length > 0)
        {
            Log.HandlersUnfinished(_logger, string.Join(", ", unfinished));
        }
    }

    /// <summary>A signal as it came.</summary>
    internal sealed record Signal(string Name, IReadOnlyList<Payload> Input);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Failed decoding arguments of signal {Signal}; the signal is dropped")]
        public static partial void SignalDropped(ILogger logger, Exception exception, string signal);

        [LoggerMessage(LogLevel.Warning, "[TMPRL1102] Workflow finished while signal handlers were still running: {Signals}. They may have left work undone. Wait for Workflow.AllHandlersFinished, or set UnfinishedPolicy on the signal")]
        public static partial void HandlersUnfinished(ILogger logger, string signals);

        [LoggerMessage(LogLevel.Error, "The workflow stands still, and its next task will fail")]
        public static partial void WentAstray(ILogger logger, Exception exception);
    }
}
