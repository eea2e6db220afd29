using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The run that follows a closed one in its chain: continued as new, retried, or due by its cron schedule.</summary>
/// <param name="Start">What is fixed when it starts.</param>
/// <param name="Started">Its first event.</param>
internal sealed record Successor(RunStart Start, WorkflowExecutionStartedEventAttributes Started)
{
    /// <summary>A run with the same input that begins after a pause.</summary>
    public static Successor Again(RunTransaction transaction, ContinueAsNewInitiator initiator, TimeSpan backoff, Failure? failure, Payloads? lastResult)
    {
        var start = Next(transaction, Durations.From(backoff));
        start.Attempt = initiator == ContinueAsNewInitiator.Retry ? start.Attempt + 1 : 1;
        var started = transaction.Event(1).WorkflowExecutionStartedEventAttributes.Clone();
        started.ContinuedFailure = failure;
        started.LastCompletionResult = lastResult ?? started.LastCompletionResult;
        return Of(transaction, start, started, initiator);
    }

    /// <summary>A run as a command of the workflow asks for it.</summary>
    public static Successor Of(RunTransaction transaction, RunStart start, WorkflowExecutionStartedEventAttributes started, ContinueAsNewInitiator initiator)
    {
        started.Initiator = initiator;
        started.ContinuedExecutionRunId = transaction.Run.RunId;
        started.OriginalExecutionRunId = start.RunId;
        started.FirstExecutionRunId = start.FirstRunId;
        started.Attempt = start.Attempt;
        started.FirstWorkflowTaskBackoff = start.FirstTaskBackoff;
        started.Memo = start.Memo;
        started.SearchAttributes = start.SearchAttributes;
        started.VersioningOverride = start.VersioningOverride;
        started.InheritedPinnedVersion = start.InheritedVersion;
        started.Identity = "";
        started.EagerExecutionAccepted = false;
        return new Successor(start, started);
    }

    /// <summary>The start of the next run in the chain, with the memo and search attributes of now.</summary>
    public static RunStart Next(RunTransaction transaction, Duration? backoff)
    {
        var start = transaction.Run.Start.Clone();
        start.RunId = Guid.NewGuid().ToString();
        start.ResetTime = null;
        start.OriginalStartTime = null;
        start.RequestId = Guid.NewGuid().ToString();
        start.StartTime = transaction.Now;
        start.FirstTaskBackoff = backoff;
        start.VersioningOverride = RunVersion.Inherited(transaction.State);
        start.InheritedVersion = RunVersion.InheritedVersion(transaction.State);
        start.Memo = transaction.State.Memo?.Clone() ?? start.Memo;
        start.SearchAttributes = transaction.State.SearchAttributes?.Clone() ?? start.SearchAttributes;
        return start;
    }
}
