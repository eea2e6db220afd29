using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Checks the task queue that a poll names.</summary>
internal static class TaskQueueNames
{
    public static void Check(TaskQueue? queue, ServiceLimits limits)
    {
        if (string.IsNullOrEmpty(queue?.Name))
        {
            throw Errors.Invalid("taskQueue is not set");
        }

        if (queue.Name.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid("taskQueue length exceeds limit");
        }
    }
}
