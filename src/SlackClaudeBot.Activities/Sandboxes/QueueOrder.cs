namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// The order in which waiting tasks get slots: those that return to their sandbox first, then the others by turns of people and channels.
/// Temporal decides; this says the same, but for whose turn it is just now.
/// </summary>
public static class QueueOrder
{
    /// <summary>How many tasks go before this one; null if it does not wait.</summary>
    public static int? Before(string workflowId, IReadOnlyList<WaitingTask> waiting)
    {
        var place = InOrder(waiting).Select(task => task.WorkflowId).ToList().IndexOf(workflowId);
        return place < 0 ? null : place;
    }

    /// <summary>All of them, next first.</summary>
    public static IEnumerable<WaitingTask> InOrder(IEnumerable<WaitingTask> waiting) =>
        waiting.GroupBy(task => task.Returns ? null : task.Key)
            .SelectMany(group => group.OrderBy(task => task.Since).Select((task, turn) => (Task: task, Turn: task.Returns ? -1 : turn)))
            .OrderBy(placed => placed.Turn).ThenBy(placed => placed.Task.Since).ThenBy(placed => placed.Task.WorkflowId, StringComparer.Ordinal)
            .Select(placed => placed.Task);
}
