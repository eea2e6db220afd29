using Temporalio.Activities;
using Temporalio.Worker.Interceptors;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Notes for each activity on the host's own queue that its workflow uses its slot.</summary>
public sealed class StepMarks(TaskSlots slots) : IWorkerInterceptor
{
    /// <inheritdoc/>
    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Marked(slots, nextInterceptor);

    private sealed class Marked(TaskSlots slots, ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            using var step = ActivityExecutionContext.Current.Info.WorkflowId is { } workflowId ? slots.Enter(workflowId) : null;
            return await base.ExecuteActivityAsync(input);
        }
    }
}
