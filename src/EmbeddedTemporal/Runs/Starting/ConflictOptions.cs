using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Attaches the request id and the links of a start to the workflow that it finds running.</summary>
internal static class ConflictOptions
{
    /// <exception cref="RpcException">They do not fit together.</exception>
    public static void Check(StartWorkflowExecutionRequest request)
    {
        if (request.OnConflictOptions is { AttachCompletionCallbacks: true, AttachRequestId: false })
        {
            throw Errors.Invalid("attaching request ID is required for attaching completion callbacks");
        }
    }

    /// <summary>Attaches what the request asks for, once; null if the run has ended before.</summary>
    public static Task? TryAttach(Run running, StartWorkflowExecutionRequest request) => running.ChangeIf(state => state.Status == WorkflowExecutionStatus.Running, transaction =>
    {
        var requestId = request.OnConflictOptions is { AttachRequestId: true } ? request.RequestId : "";
        var links = request.OnConflictOptions is { AttachLinks: true } ? request.Links : [];
        if ((requestId.Length == 0 && links.Count == 0) || (requestId.Length > 0 && Find(transaction.State, requestId) is not null))
        {
            return;
        }

        if (requestId.Length > 0)
        {
            transaction.State.AttachedRequests.Add(new AttachedRequest { RequestId = requestId, EventId = transaction.BuffersEvents ? 0 : transaction.State.NextEventId });
        }

        transaction.AppendOrBuffer(EventType.WorkflowExecutionOptionsUpdated, e =>
        {
            e.WorkflowExecutionOptionsUpdatedEventAttributes = new() { AttachedRequestId = requestId, Identity = request.Identity };
            e.Links.AddRange(links);
        });
    });

    /// <summary>The request of that id, if one was attached.</summary>
    public static AttachedRequest? Find(RunState state, string requestId) => requestId.Length == 0 ? null : state.AttachedRequests.FirstOrDefault(r => r.RequestId == requestId);

    /// <summary>The link from the answer to the event that tells of the request.</summary>
    public static Link LinkTo(Run run, string requestId) => new()
    {
        WorkflowEvent = new Link.Types.WorkflowEvent
        {
            Namespace = run.Namespace,
            WorkflowId = run.WorkflowId,
            RunId = run.RunId,
            RequestIdRef = new Link.Types.WorkflowEvent.Types.RequestIdReference { RequestId = requestId, EventType = EventType.WorkflowExecutionOptionsUpdated },
        },
    };
}
