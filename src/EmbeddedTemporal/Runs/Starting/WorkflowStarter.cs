using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Starts workflows: at most one open run a workflow id, by the policies the caller chose.</summary>
internal sealed class WorkflowStarter(RunRegistry registry, ServiceClock clock, AttributeRegistry attributes)
{
    /// <param name="request">What to start.</param>
    /// <param name="begun">Called with the run, new or existing, before a worker can have a task of a new one.</param>
    public async Task<StartWorkflowExecutionResponse> StartAsync(StartWorkflowExecutionRequest request, Action<Run>? begun = null)
    {
        Check(request);
        var (run, started, (status, durable), firstTask) = registry.Starting(request.Namespace, request.WorkflowId, latest =>
        {
            var outcome = Decide(request, latest, signal: null, begun);
            if (!outcome.IsNew)
            {
                begun?.Invoke(outcome.Run);
            }

            return (outcome.Run, outcome.Started, outcome.Status, outcome.FirstTask);
        });
        await durable.ConfigureAwait(false);
        return new StartWorkflowExecutionResponse
        {
            RunId = run.RunId,
            FirstExecutionRunId = "",
            Started = started,
            Status = status,
            Link = run.WithLock(state => ConflictOptions.Find(state, request.RequestId)) is not null ? ConflictOptions.LinkTo(run, request.RequestId) : RunLink.To(run),
            EagerWorkflowTask = firstTask,
        };
    }

    /// <summary>Signals the open run, or starts one whose first event after the start is the signal.</summary>
    public async Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartAsync(SignalWithStartWorkflowExecutionRequest request)
    {
        var start = WorkflowStart.Of(request);
        if (start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Fail)
        {
            throw Errors.Invalid("Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.");
        }

        var signal = new SignalWorkflowExecutionRequest { SignalName = request.SignalName, Input = request.SignalInput, Header = request.Header, Identity = request.Identity, RequestId = request.RequestId };
        SignalCheck.Check(signal, registry.Limits);
        if (start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Unspecified && start.WorkflowIdReusePolicy != WorkflowIdReusePolicy.TerminateIfRunning)
        {
            start.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        }

        Check(start);
        var (run, started, (_, durable), _, _) = registry.Starting(request.Namespace, request.WorkflowId, latest => Decide(start, latest, signal));
        await durable.ConfigureAwait(false);
        return new SignalWithStartWorkflowExecutionResponse { RunId = run.RunId, Started = started };
    }

    private void Check(StartWorkflowExecutionRequest request)
    {
        WorkflowStart.Check(request, registry.Limits);
        ConflictOptions.Check(request);
        if (attributes.FindProblem(request.Namespace, request.SearchAttributes) is { } problem)
        {
            throw Errors.Invalid(problem);
        }

        request.SearchAttributes = attributes.WithTypes(request.Namespace, request.SearchAttributes);
    }

    private Outcome Decide(StartWorkflowExecutionRequest request, Run? latest, SignalWorkflowExecutionRequest? signal, Action<Run>? begun = null)
    {
        if (latest is null)
        {
            return Begin(request, signal, begun: begun);
        }

        var found = latest.Snapshot();
        if (request.RequestId.Length > 0 && latest.Start.RequestId == request.RequestId)
        {
            return new Outcome(latest, Started: true, found);
        }

        if (latest.WithLock(state => ConflictOptions.Find(state, request.RequestId)) is not null)
        {
            return new Outcome(latest, Started: false, found);
        }

        return found.Result == WorkflowExecutionStatus.Running ? DecideConflict(request, latest, found, signal, begun) : DecideReuse(request, latest, found, signal, begun);
    }

    private Outcome DecideConflict(StartWorkflowExecutionRequest request, Run running, Committed<WorkflowExecutionStatus> found, SignalWorkflowExecutionRequest? signal, Action<Run>? begun)
    {
        var policy = request.WorkflowIdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning ? WorkflowIdConflictPolicy.TerminateExisting : request.WorkflowIdConflictPolicy;
        switch (policy)
        {
            case WorkflowIdConflictPolicy.UseExisting when signal is null:
                if (request.OnConflictOptions is null)
                {
                    return new Outcome(running, Started: false, found);
                }

                // A worker may have ended it since.
                return ConflictOptions.TryAttach(running, request) is { } attached ? new Outcome(running, Started: false, new(found.Result, attached)) : Decide(request, running, signal, begun);
            case WorkflowIdConflictPolicy.UseExisting:
                // A worker may have ended it since.
                return running.TrySignal(signal) is { } signalled ? new Outcome(running, Started: false, new(found.Result, signalled)) : Decide(request, running, signal);
            case WorkflowIdConflictPolicy.TerminateExisting:
                // One commit after the other, in this order: there is never more than one open run.
                var start = WorkflowStart.ToRun(request, Now);
                var reason = new Payloads { Payloads_ = { JsonPayload.From($"terminated by new runID: {start.RunId}") } };
                return running.TryTerminate("TerminateIfRunning WorkflowIdReusePolicy", reason) is null ? Decide(request, running, signal, begun) : Begin(request, signal, start, begun);
            default:
                return Refuse(running, found, $"Workflow execution is already running. WorkflowId: {running.WorkflowId}, RunId: {running.RunId}.");
        }
    }

    private Outcome DecideReuse(StartWorkflowExecutionRequest request, Run closed, Committed<WorkflowExecutionStatus> found, SignalWorkflowExecutionRequest? signal, Action<Run>? begun)
    {
        if (IdPolicies.AllowReuse(request.WorkflowIdReusePolicy, found.Result))
        {
            return Begin(request, signal, begun: begun);
        }

        return request.WorkflowIdReusePolicy == WorkflowIdReusePolicy.RejectDuplicate
            ? RefuseFinished(closed, found, "", "reject duplicate workflow Id")
            : RefuseFinished(closed, found, " successfully", "allow duplicate workflow Id if last run failed");
    }

    private static Outcome RefuseFinished(Run closed, Committed<WorkflowExecutionStatus> found, string how, string policy) =>
        Refuse(closed, found, $"Workflow execution already finished{how}. WorkflowId: {closed.WorkflowId}, RunId: {closed.RunId}. Workflow Id reuse policy: {policy}.");

    private static Outcome Refuse(Run existing, Committed<WorkflowExecutionStatus> found, string message) =>
        new(existing, Started: false, new(found.Result, Errors.RefuseAsync(Errors.AlreadyStarted(message, existing.Start.RequestId, existing.RunId), found.Task)));

    private Outcome Begin(StartWorkflowExecutionRequest request, SignalWorkflowExecutionRequest? signal, RunStart? start = null, Action<Run>? begun = null) =>
        registry.Begin(request.Namespace, start ?? WorkflowStart.ToRun(request, Now), run =>
        {
            var (firstTask, durable) = run.Begin(request, signal);
            begun?.Invoke(run);
            // The status of this moment: a fast worker may have ended the run by the time the start is on disk.
            return new Outcome(run, Started: true, new(WorkflowExecutionStatus.Running, durable), firstTask, IsNew: true);
        });

    private Timestamp Now => Timestamp.FromDateTimeOffset(clock.Present);

    /// <summary>The decision; it is valid once it is on disk.</summary>
    private readonly record struct Outcome(Run Run, bool Started, Committed<WorkflowExecutionStatus> Status, PollWorkflowTaskQueueResponse? FirstTask = null, bool IsNew = false);
}
