using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Decides whether the id of a closed workflow may be used again.</summary>
internal static class IdPolicies
{
    public static bool AllowReuse(WorkflowIdReusePolicy policy, WorkflowExecutionStatus status) => policy switch
    {
        WorkflowIdReusePolicy.RejectDuplicate => false,
        WorkflowIdReusePolicy.AllowDuplicateFailedOnly => status is not (WorkflowExecutionStatus.Completed or WorkflowExecutionStatus.ContinuedAsNew),
        _ => true,
    };
}
