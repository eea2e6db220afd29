using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Workflow.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The options of a run that clients may change while it runs: the override of its version, and its priority.</summary>
internal static class RunOptions
{
    /// <summary>Changes the options that the mask names. Nothing is written if they are so already.</summary>
    /// <returns>The options after the change.</returns>
    /// <exception cref="RpcException">The run has ended, or the mask or an option is wrong.</exception>
    public static Task<WorkflowExecutionOptions> UpdateOptionsAsync(this Run run, WorkflowExecutionOptions? options, FieldMask? mask, string identity) => run.Change(transaction =>
    {
        ClientRequests.ThrowIfClosed(transaction);
        return Update(transaction, options, mask, identity);
    }).WhenDurable();

    /// <inheritdoc cref="UpdateOptionsAsync"/>
    public static WorkflowExecutionOptions Update(RunTransaction transaction, WorkflowExecutionOptions? options, FieldMask? mask, string identity)
    {
        if (options is null || mask is null || mask.Paths.Count == 0)
        {
            throw Errors.Invalid(options is null ? "WorkflowExecutionOptions are not set on request." : "UpdateMask is not set on request.");
        }

        var before = Of(transaction.Run, transaction.State);
        var after = before.Clone();
        foreach (var path in mask.Paths)
        {
            Set(after, options, path);
        }

        if (after.Equals(before))
        {
            return after;
        }

        var updated = new WorkflowExecutionOptionsUpdatedEventAttributes { Identity = identity };
        if (!Equals(after.VersioningOverride, before.VersioningOverride))
        {
            updated.VersioningOverride = after.VersioningOverride;
            updated.UnsetVersioningOverride = after.VersioningOverride is null;
        }

        if (!Equals(after.Priority, before.Priority))
        {
            updated.Priority = after.Priority;
        }

        transaction.State.VersioningOverride = after.VersioningOverride;
        transaction.State.Priority = after.Priority;
        transaction.AppendOrBuffer(EventType.WorkflowExecutionOptionsUpdated, e => e.WorkflowExecutionOptionsUpdatedEventAttributes = updated);
        return after;
    }

    /// <summary>The options of now.</summary>
    public static WorkflowExecutionOptions Of(Run run, RunState state) => new() { VersioningOverride = state.VersioningOverride?.Clone(), Priority = (state.Priority ?? run.Start.Priority)?.Clone() };

    private static void Set(WorkflowExecutionOptions target, WorkflowExecutionOptions source, string path)
    {
        switch (path)
        {
            case "versioning_override" or "versioning_override.behavior" or "versioning_override.pinned" or "versioning_override.auto_upgrade":
                target.VersioningOverride = VersioningOverrides.Check(source.VersioningOverride);
                break;
            case "priority":
                target.Priority = source.Priority;
                break;
            case "priority.priority_key":
                (target.Priority ??= new Priority()).PriorityKey = source.Priority?.PriorityKey ?? 0;
                break;
            case "priority.fairness_key":
                (target.Priority ??= new Priority()).FairnessKey = source.Priority?.FairnessKey ?? "";
                break;
            case "priority.fairness_weight":
                (target.Priority ??= new Priority()).FairnessWeight = source.Priority?.FairnessWeight ?? 0;
                break;
            default:
                throw Errors.Invalid($"UpdateMask names '{path}', which is no option of a workflow that can be changed.");
        }
    }
}
