using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.Runs;

/// <summary>By which other runs a run can be found.</summary>
internal static class RunRelations
{
    public static IEnumerable<IndexedValue> Of(RunStart start)
    {
        if (start.Parent is { } parent)
        {
            yield return Value(SystemAttributes.ParentWorkflowId, parent.Execution.WorkflowId);
            yield return Value(SystemAttributes.ParentRunId, parent.Execution.RunId);
        }

        if (start.Root is { } root)
        {
            yield return Value(SystemAttributes.RootWorkflowId, root.WorkflowId);
            yield return Value(SystemAttributes.RootRunId, root.RunId);
        }
    }

    private static IndexedValue Value(string name, string value) => new(SystemAttributes.Indexed[name].Id, value);

    /// <summary>Whether the run says that a schedule has started it.</summary>
    public static bool IsScheduled(RunStart start) => start.SearchAttributes?.IndexedFields.ContainsKey(SystemAttributes.ScheduledById) == true;
}
