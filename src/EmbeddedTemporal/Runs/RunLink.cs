using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Links by which the web UI leads from an answer to an event.</summary>
internal static class RunLink
{
    public static Link To(Run run) => new()
    {
        WorkflowEvent = new Link.Types.WorkflowEvent
        {
            Namespace = run.Namespace,
            WorkflowId = run.WorkflowId,
            RunId = run.RunId,
            EventRef = new Link.Types.WorkflowEvent.Types.EventReference { EventId = 1, EventType = EventType.WorkflowExecutionStarted },
        },
    };
}
