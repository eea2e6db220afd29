using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>Starts and ends the runs of schedules. A run and the note of it in its schedule are one commit: after a crash both are there, or none.</summary>
internal sealed partial class ScheduleStarter(RunEnvironment environment, RunRegistry runs)
{
    /// <summary>Starts a run.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="request">The workflow to start.</param>
    /// <param name="started">Commits the note in the schedule; called before a worker can have its task.</param>
    /// <returns>False if it cannot be started: by its id, or because something that it needs is gone.</returns>
    public bool TryStart(ScheduleKey schedule, StartWorkflowExecutionRequest request, Action<Run> started)
    {
        try
        {
            Check(request);
            return TryStartChecked(schedule, request, started);
        }
        catch (RpcException e)
        {
            Log.NotStarted(environment.Logger, schedule.ScheduleId, request.WorkflowId, e.Status.Detail);
            return false;
        }
        catch (DamagedRunException e)
        {
            Log.NotStarted(environment.Logger, schedule.ScheduleId, request.WorkflowId, e.Message);
            return false;
        }
    }

    /// <summary>Cancels or terminates a run, unless it has ended.</summary>
    public void End(ScheduleKey schedule, WorkflowExecution execution, ScheduleOverlapPolicy how)
    {
        var identity = ScheduledStart.Identity(schedule);
        _ = Current(schedule, execution)?.ChangeIf(IsOpen, transaction =>
        {
            if (how == ScheduleOverlapPolicy.TerminateOther)
            {
                Closing.Terminate(transaction, "terminated by schedule overlap policy", details: null, identity);
            }
            else
            {
                _ = ClientRequests.Cancel(transaction, new() { Cause = "cancelled by schedule overlap policy", Identity = identity });
            }
        });
    }

    /// <summary>How a run and those that follow it have ended; null while one is open. One that is gone counts as ended.</summary>
    public ScheduledRunEnd? FindEnd(ScheduleKey schedule, WorkflowExecution execution)
    {
        if (Current(schedule, execution) is not { } run)
        {
            return new ScheduledRunEnd(WorkflowExecutionStatus.Unspecified, null, null);
        }

        return run.Snapshot().Result is var status && status == WorkflowExecutionStatus.Running ? null
            : ScheduledRunEnd.Of(status, run.WithLock(_ => run.Events.Event(run.Events.Last)));
    }

    private bool TryStartChecked(ScheduleKey schedule, StartWorkflowExecutionRequest request, Action<Run> started) =>
        runs.Starting(request.Namespace, request.WorkflowId, latest =>
        {
            if (latest is not null && latest.Start.RequestId == request.RequestId)
            {
                started(latest);
                return true;
            }

            if (latest?.Snapshot().Result is { } status && (status == WorkflowExecutionStatus.Running || !IdPolicies.AllowReuse(request.WorkflowIdReusePolicy, status)))
            {
                Log.NotStarted(environment.Logger, schedule.ScheduleId, request.WorkflowId, "there is a workflow with that id");
                return false;
            }

            Begin(request, started);
            return true;
        });

    private static bool IsOpen(RunState state) => state.Status == WorkflowExecutionStatus.Running;

    private Run? Current(ScheduleKey schedule, WorkflowExecution execution)
    {
        try
        {
            return Chain.Current(runs, runs.Find(schedule.Namespace, execution.WorkflowId, execution.RunId));
        }
        catch (DamagedRunException)
        {
            // It has been reported, and will not go on.
            return null;
        }
    }

    /// <summary>Checked again: search attributes may have been removed since the schedule was created.</summary>
    private void Check(StartWorkflowExecutionRequest request)
    {
        WorkflowStart.Check(request, environment.Limits);
        if (environment.Attributes.FindProblem(request.Namespace, request.SearchAttributes) is { } problem)
        {
            throw Grpc.Errors.Invalid(problem);
        }

        request.SearchAttributes = environment.Attributes.WithTypes(request.Namespace, request.SearchAttributes);
    }

    private void Begin(StartWorkflowExecutionRequest request, Action<Run> started) =>
        runs.Begin(request.Namespace, WorkflowStart.ToRun(request, Timestamp.FromDateTimeOffset(environment.Clock.Present)), run =>
        {
            environment.Log.AppendAtomically(() =>
            {
                _ = run.Begin(request, signal: null);
                started(run);
            });
            return true;
        });

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The schedule {ScheduleId} could not start the workflow {WorkflowId}: {Reason}")]
        public static partial void NotStarted(ILogger logger, string scheduleId, string workflowId, string reason);
    }
}
