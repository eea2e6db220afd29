using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Grpc;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Starts workflows: at most one open run a workflow id, by the policies the caller chose.</summary>
internal sealed class WorkflowStarter(RunRegistry registry, TimeProvider clock)
{
    public async Task<StartWorkflowExecutionResponse> StartAsync(StartWorkflowExecutionRequest request)
    {
        WorkflowStart.Check(request);
        var (run, started, durable) = registry.Starting(request.Namespace, request.WorkflowId, latest => Decide(request, latest, signal: null));
        await durable.ConfigureAwait(false);
        return new StartWorkflowExecutionResponse { RunId = run.RunId, FirstExecutionRunId = "", Started = started, Status = run.Status, Link = RunLink.To(run) };
    }

    /// <summary>Signals the open run, or starts one whose first event after the start is the signal.</summary>
    public async Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartAsync(SignalWithStartWorkflowExecutionRequest request)
    {
        var start = WorkflowStart.Of(request);
        if (start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Fail)
        {
            throw Errors.Invalid("Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.");
        }

        if (request.SignalName.Length == 0)
        {
            throw Errors.Invalid("SignalName is not set on request.");
        }

        if (start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Unspecified && start.WorkflowIdReusePolicy != WorkflowIdReusePolicy.TerminateIfRunning)
        {
            start.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
        }

        WorkflowStart.Check(start);
        var signal = new SignalWorkflowExecutionRequest { SignalName = request.SignalName, Input = request.SignalInput, Header = request.Header, Identity = request.Identity, RequestId = request.RequestId };
        var (run, started, durable) = registry.Starting(request.Namespace, request.WorkflowId, latest => Decide(start, latest, signal));
        await durable.ConfigureAwait(false);
        return new SignalWithStartWorkflowExecutionResponse { RunId = run.RunId, Started = started };
    }

    private Outcome Decide(StartWorkflowExecutionRequest request, Run? latest, SignalWorkflowExecutionRequest? signal)
    {
        if (latest is null)
        {
            return Begin(request, signal);
        }

        if (request.RequestId.Length > 0 && latest.Start.RequestId == request.RequestId)
        {
            return new Outcome(latest, Started: true, latest.WhenDurableAsync());
        }

        return latest.Status == WorkflowExecutionStatus.Running ? DecideConflict(request, latest, signal) : DecideReuse(request, latest, signal);
    }

    private Outcome DecideConflict(StartWorkflowExecutionRequest request, Run running, SignalWorkflowExecutionRequest? signal)
    {
        var policy = request.WorkflowIdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning ? WorkflowIdConflictPolicy.TerminateExisting : request.WorkflowIdConflictPolicy;
        switch (policy)
        {
            case WorkflowIdConflictPolicy.UseExisting:
                return new Outcome(running, Started: false, signal is null ? running.WhenDurableAsync() : running.SignalAsync(signal));
            case WorkflowIdConflictPolicy.TerminateExisting:
                // One commit after the other, in this order: there is never more than one open run.
                var start = WorkflowStart.ToRun(request, Now);
                _ = running.TerminateForAsync(start.RunId);
                return Begin(request, signal, start);
            default:
                throw Errors.AlreadyStarted($"Workflow execution is already running. WorkflowId: {running.WorkflowId}, RunId: {running.RunId}.", running.Start.RequestId, running.RunId);
        }
    }

    private Outcome DecideReuse(StartWorkflowExecutionRequest request, Run closed, SignalWorkflowExecutionRequest? signal) => request.WorkflowIdReusePolicy switch
    {
        WorkflowIdReusePolicy.RejectDuplicate => throw AlreadyFinished(closed, "", "reject duplicate workflow Id"),
        WorkflowIdReusePolicy.AllowDuplicateFailedOnly when closed.Status is WorkflowExecutionStatus.Completed or WorkflowExecutionStatus.ContinuedAsNew =>
            throw AlreadyFinished(closed, " successfully", "allow duplicate workflow Id if last run failed"),
        _ => Begin(request, signal),
    };

    private static GrpcException AlreadyFinished(Run closed, string how, string policy) => Errors.AlreadyStarted(
        $"Workflow execution already finished{how}. WorkflowId: {closed.WorkflowId}, RunId: {closed.RunId}. Workflow Id reuse policy: {policy}.", closed.Start.RequestId, closed.RunId);

    private Outcome Begin(StartWorkflowExecutionRequest request, SignalWorkflowExecutionRequest? signal, RunStart? start = null)
    {
        var run = registry.Create(request.Namespace, start ?? WorkflowStart.ToRun(request, Now));
        return new Outcome(run, Started: true, run.BeginAsync(request, signal));
    }

    private Timestamp Now => Timestamp.FromDateTimeOffset(clock.GetUtcNow());

    private readonly record struct Outcome(Run Run, bool Started, Task Durable);
}
