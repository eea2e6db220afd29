using SlackClaudeBot.Activities.Sandboxes;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting;

/// <summary>Ends all tasks of the playground, whose Temporal service runs nothing else.</summary>
internal static class PlaygroundTasks
{
    /// <summary>Terminates and deletes every workflow, and removes the sandboxes.</summary>
    public static async Task EndAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var temporal = services.GetRequiredService<ITemporalClient>();
        var rpc = new RpcOptions { CancellationToken = cancellationToken };
        var found = new List<WorkflowExecution>();
        await foreach (var workflow in temporal.ListWorkflowsAsync("", new() { Rpc = rpc }).WithCancellation(cancellationToken))
        {
            found.Add(workflow);
        }

        foreach (var workflow in found)
        {
            var handle = temporal.GetWorkflowHandle(workflow.Id, workflow.RunId);
            try
            {
                if (workflow.Status == Temporalio.Api.Enums.V1.WorkflowExecutionStatus.Running)
                {
                    await handle.TerminateAsync("The playground starts over.", new() { Rpc = rpc });
                }

                await temporal.WorkflowService.DeleteWorkflowExecutionAsync(
                    new() { Namespace = temporal.Options.Namespace, WorkflowExecution = new() { WorkflowId = workflow.Id, RunId = workflow.RunId } }, rpc);
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
            {
                // It ended on its own.
            }
        }

        var sandboxes = services.GetRequiredService<ISandboxProvider>();
        var left = await sandboxes.ListAsync(cancellationToken);
        await Task.WhenAll(left.Select(sandbox => sandboxes.RemoveAsync(sandbox.TaskId, cancellationToken)));
    }
}
