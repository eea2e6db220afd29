using EmbeddedTemporal.Settings;
using Temporalio.Api.Command.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks commands that signal or cancel other workflows; in the real service's words.</summary>
internal static class ExternalCommands
{
    /// <summary>What is wrong with it; null if nothing is.</summary>
    public static string? Problem(SignalExternalWorkflowExecutionCommandAttributes command, ServiceLimits limits)
    {
        const string On = "SignalExternalWorkflowExecutionCommand";
        var said = $"Namespace={command.Namespace} RunId={command.Execution?.RunId} SignalName={command.SignalName}";
        return command.Execution is not { } target
            ? $"Execution is not set on {On}."
            : Problem(On, command.Namespace, target.WorkflowId, target.RunId, said, limits)
                ?? (command.SignalName.Length == 0 ? $"SignalName is not set on {On}. WorkflowId={target.WorkflowId} Namespace={command.Namespace} RunId={target.RunId}" : null);
    }

    /// <summary>What is wrong with it; null if nothing is.</summary>
    public static string? Problem(RequestCancelExternalWorkflowExecutionCommandAttributes command, ServiceLimits limits) =>
        Problem("RequestCancelExternalWorkflowExecutionCommand", command.Namespace, command.WorkflowId, command.RunId, $"Namespace={command.Namespace} RunId={command.RunId}", limits);

    private static string? Problem(string on, string @namespace, string workflowId, string runId, string said, ServiceLimits limits)
    {
        if (workflowId.Length == 0)
        {
            return $"WorkflowId is not set on {on}. {said}";
        }

        if (@namespace.Length > limits.MaxIdLength)
        {
            return $"Namespace on {on} exceeds length limit. WorkflowId={workflowId} Length={@namespace.Length} Limit={limits.MaxIdLength} {said}";
        }

        if (workflowId.Length > limits.MaxIdLength)
        {
            return $"WorkflowId on {on} exceeds length limit. WorkflowId={workflowId} Length={workflowId.Length} Limit={limits.MaxIdLength} {said}";
        }

        return runId.Length > 0 && !Guid.TryParseExact(runId, "D", out _) ? $"Invalid RunId set on {on}. WorkflowId={workflowId} {said}" : null;
    }
}
