using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting;

/// <summary>Asks Temporal whether workflows are still running.</summary>
internal sealed class OpenTasks(ITemporalClient temporal) : IOpenTasks
{
    public async Task<bool> IsTaskOpenAsync(string taskId, CancellationToken cancellationToken)
    {
        foreach (var workflowId in TaskKinds.WorkflowIds(new TaskId(taskId)))
        {
            if (await IsOpenAsync(workflowId, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    public async Task<bool> IsOpenAsync(string workflowId, CancellationToken cancellationToken)
    {
        try
        {
            var description = await temporal.GetWorkflowHandle(workflowId)
                .DescribeAsync(new() { Rpc = new RpcOptions { CancellationToken = cancellationToken } });
            return description.Status is WorkflowExecutionStatus.Running or WorkflowExecutionStatus.ContinuedAsNew;
        }
        catch (RpcException e) when (IsAboutWorkflow(e))
        {
            return false;
        }
    }

    /// <summary>A missing namespace is "not found" too, with another detail; that says nothing about the task.</summary>
    private static bool IsAboutWorkflow(RpcException e) =>
        e.Code == RpcException.StatusCode.NotFound && e.RawStatus.AsSpan().IndexOf("/temporal.api.errordetails.v1.NotFoundFailure"u8) >= 0;
}
