using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Starts the children that runs ask for. The child and its parent's event that it has started are one commit.</summary>
internal sealed class ChildStarter(RunEnvironment environment, RunRegistry runs)
{
    public void Start(Run parent, ExternalRequest request)
    {
        var start = request.Start!;
        if (environment.Namespaces.Find(request.Namespace) is null)
        {
            Fail(parent, request, StartChildWorkflowExecutionFailedCause.NamespaceNotFound);
            return;
        }

        _ = runs.Starting(request.Namespace, start.WorkflowId, latest =>
        {
            if (latest is not null && !MayFollow(latest, start.WorkflowIdReusePolicy))
            {
                Fail(parent, request, StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists);
            }
            else
            {
                Begin(parent, request);
            }

            return true;
        });
    }

    /// <summary>Decides whether a run may follow the latest one of the same workflow id, which is terminated if the policy says so.</summary>
    private static bool MayFollow(Run latest, WorkflowIdReusePolicy policy)
    {
        var status = latest.Snapshot().Result;
        if (status != WorkflowExecutionStatus.Running)
        {
            return IdPolicies.AllowReuse(policy, status);
        }

        if (policy != WorkflowIdReusePolicy.TerminateIfRunning)
        {
            return false;
        }

        _ = latest.TryTerminate("TerminateIfRunning WorkflowIdReusePolicy");
        return true;
    }

    private void Begin(Run parent, ExternalRequest request) => parent.WithLock(state =>
    {
        if (!ExternalRequests.IsUnanswered(state, request))
        {
            return false;
        }

        var message = ChildCommands.Request(request.Initiated);
        var start = WorkflowStart.ToRun(message, Timestamp.FromDateTimeOffset(environment.Clock.Present));
        start.Parent = new ParentLink
        {
            Namespace = parent.Namespace,
            NamespaceId = environment.Namespaces.Find(parent.Namespace)?.Id ?? "",
            Execution = parent.Execution,
            InitiatedEventId = request.Initiated.EventId,
            ClosePolicy = request.Start!.ParentClosePolicy,
        };
        start.Priority = TaskPriority.Inherit(parent.Start.Priority, start.Priority);
        start.VersioningOverride = RunVersion.Inherited(state);
        start.InheritedVersion = RunVersion.InheritedVersion(state);
        start.Root = parent.Start.Root ?? parent.Execution;
        return runs.Begin(request.Namespace, start, child =>
        {
            environment.Log.AppendAtomically(() =>
            {
                _ = child.Begin(message, signal: null);
                _ = parent.Change(transaction => parent.Children.Started(transaction, request.Initiated, start.RunId));
            });
            return true;
        });
    });

    private static void Fail(Run parent, ExternalRequest request, StartChildWorkflowExecutionFailedCause cause) =>
        _ = parent.ChangeIf(state => ExternalRequests.IsUnanswered(state, request), transaction => parent.Children.StartFailed(transaction, request.Initiated, cause));
}
