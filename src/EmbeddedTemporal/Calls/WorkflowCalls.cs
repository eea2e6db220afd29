using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>The calls by which clients start, signal, query and end workflows.</summary>
internal sealed class WorkflowCalls(NamespaceRegistry namespaces, RunRegistry runs, RunDeletion deletion, WorkflowStarter starter, WorkflowReset reset)
{
    public void Map(GrpcRouter router)
    {
        router.Map<StartWorkflowExecutionRequest>(async (request, _) =>
        {
            namespaces.Check(request.Namespace);
            return await starter.StartAsync(request).ConfigureAwait(false);
        }, RequeueUndeliveredFirstTask);
        router.Map<SignalWithStartWorkflowExecutionRequest>(async (request, _) =>
        {
            namespaces.Check(request.Namespace);
            return await starter.SignalWithStartAsync(request).ConfigureAwait(false);
        });
        router.Map<SignalWorkflowExecutionRequest>(SignalAsync);
        router.Map<RequestCancelWorkflowExecutionRequest>(async (request, _) =>
        {
            await Get(request.Namespace, request.WorkflowExecution, request.FirstExecutionRunId).CancelAsync(request).ConfigureAwait(false);
            return new RequestCancelWorkflowExecutionResponse();
        });
        router.Map<TerminateWorkflowExecutionRequest>(async (request, _) =>
        {
            await Get(request.Namespace, request.WorkflowExecution, request.FirstExecutionRunId).TerminateAsync(request).ConfigureAwait(false);
            return new TerminateWorkflowExecutionResponse();
        });
        router.Map<DeleteWorkflowExecutionRequest>(async (request, _) =>
        {
            namespaces.Check(request.Namespace);
            await deletion.DeleteAsync(request.Namespace, request.WorkflowExecution).ConfigureAwait(false);
            return new DeleteWorkflowExecutionResponse();
        });
        router.Map<UpdateWorkflowExecutionOptionsRequest>(async (request, _) =>
        {
            var run = Get(request.Namespace, request.WorkflowExecution);
            var options = await run.UpdateOptionsAsync(request.WorkflowExecutionOptions, request.UpdateMask, request.Identity).ConfigureAwait(false);
            return new UpdateWorkflowExecutionOptionsResponse { WorkflowExecutionOptions = options };
        });
        router.Map<ResetWorkflowExecutionRequest>(async (request, _) => await reset.ResetAsync(request, Get(request.Namespace, request.WorkflowExecution)).ConfigureAwait(false));
        router.Map<QueryWorkflowRequest>(QueryAsync);
        router.Map<UpdateWorkflowExecutionRequest>(UpdateAsync);
        router.Map<PollWorkflowExecutionUpdateRequest>(PollUpdateAsync);
        router.Map<ExecuteMultiOperationRequest>(async (request, cancellationToken) =>
        {
            namespaces.Check(request.Namespace);
            return await UpdateWithStart.ExecuteAsync(starter, runs, request, LongPoll.History, cancellationToken).ConfigureAwait(false);
        });
        router.Map<DescribeWorkflowExecutionRequest>(async (request, _) =>
            await Get(request.Namespace, request.Execution).Describe().WhenDurable().ConfigureAwait(false));
    }

    /// <summary>A first task that never reached the starter who asked for it.</summary>
    private void RequeueUndeliveredFirstTask(IMessage response)
    {
        if (((StartWorkflowExecutionResponse)response).EagerWorkflowTask is { } task && TaskTokens.Parse(task.TaskToken) is { } token)
        {
            runs.Find(token.RunKey)?.WorkflowTasks.Responses.RequeueUndelivered(token);
        }
    }

    private async ValueTask<IMessage> QueryAsync(QueryWorkflowRequest request, CancellationToken cancellationToken)
    {
        var run = Get(request.Namespace, request.Execution);
        if (string.IsNullOrEmpty(request.Query?.QueryType))
        {
            throw Errors.Invalid($"{(request.Query is null ? "WorkflowQuery" : "QueryType")} is not set on request.");
        }

        return request.Query.QueryArgs?.CalculateSize() > runs.Limits.MaxPayloadBytes
            ? throw Errors.TooLarge()
            : await run.Queries.QueryAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IMessage> UpdateAsync(UpdateWorkflowExecutionRequest request, CancellationToken cancellationToken)
    {
        UpdateCheck.Check(request, runs.Limits);
        var run = Get(request.Namespace, request.WorkflowExecution, request.FirstExecutionRunId);
        return await run.Updates.UpdateAsync(request, LongPoll.History, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IMessage> PollUpdateAsync(PollWorkflowExecutionUpdateRequest request, CancellationToken cancellationToken) => request.UpdateRef is not { UpdateId.Length: > 0 } update
        ? throw Errors.Invalid("UpdateRef is not set on request.")
        : await Get(request.Namespace, update.WorkflowExecution).Updates.PollAsync(update.UpdateId, request.WaitPolicy, LongPoll.History, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IMessage> SignalAsync(SignalWorkflowExecutionRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        if (string.IsNullOrEmpty(request.WorkflowExecution?.WorkflowId))
        {
            throw Errors.Invalid("WorkflowId is not set on request.");
        }

        SignalCheck.Check(request, runs.Limits);
        await Get(request.Namespace, request.WorkflowExecution).SignalAsync(request).ConfigureAwait(false);
        return new SignalWorkflowExecutionResponse();
    }

    /// <summary>The run a client means; where it names a chain by its first run, the latest one, as in the real service.</summary>
    private Run Get(string @namespace, WorkflowExecution? execution, string firstRunId = "")
    {
        namespaces.Check(@namespace);
        return runs.Get(@namespace, execution?.WorkflowId ?? "", firstRunId.Length == 0 ? execution?.RunId ?? "" : "");
    }
}
