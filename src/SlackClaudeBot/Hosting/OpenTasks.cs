using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting;

/// <summary>Asks Temporal which workflows still run.</summary>
internal sealed class OpenTasks(ITemporalClient temporal) : IOpenTasks
{
    public Task<bool> IsTaskOpenAsync(string taskId, CancellationToken cancellationToken) => IsOpenAsync(TaskIds.WorkflowId(taskId), cancellationToken);

    public async Task<bool> IsOpenAsync(string workflowId, CancellationToken cancellationToken)
    {
        try
        {
            var description = await temporal.GetWorkflowHandle(workflowId)
                .DescribeAsync(new() { Rpc = new RpcOptions { CancellationToken = cancellationToken } });
            return description.Status is WorkflowExecutionStatus.Running or WorkflowExecutionStatus.ContinuedAsNew;
        }
        catch (RpcException e) when (SaysOfWorkflow(e))
        {
            return false;
        }
    }

    /// <summary>A namespace that is not there is "not found" too, with a detail of its own; that says nothing of the task.</summary>
    private static bool SaysOfWorkflow(RpcException e) =>
        e.Code == RpcException.StatusCode.NotFound && e.RawStatus.AsSpan().IndexOf("/temporal.api.errordetails.v1.NotFoundFailure"u8) >= 0;
}
