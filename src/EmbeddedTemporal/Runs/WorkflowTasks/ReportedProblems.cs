using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// The search attribute by which runs are found whose workflow tasks fail or time out again and again, as the real service sets it
/// (https://docs.temporal.io/web-ui#task-failures-view). The next task that completes removes it.
/// </summary>
internal static class ReportedProblems
{
    private const string Name = "TemporalReportedProblems";

    // So many problems in a row set the attribute: the real service's default.
    private const int Threshold = 5;

    /// <summary>A task has failed. Of an attempt that follows a failure, which leaves no events, the first cause stays.</summary>
    public static void Note(RunTransaction transaction, WorkflowTaskFailedCause cause) => transaction.State.WorkflowTaskProblem = $"WorkflowTaskFailed {cause}";

    /// <inheritdoc cref="Note(RunTransaction, WorkflowTaskFailedCause)"/>
    public static void Note(RunTransaction transaction, TimeoutType timeout) => transaction.State.WorkflowTaskProblem = $"WorkflowTaskTimedOut {timeout}";

    /// <summary>Counts an attempt that did not succeed.</summary>
    public static void Count(RunTransaction transaction)
    {
        var state = transaction.State;
        state.WorkflowTaskProblems++;
        if (state.WorkflowTaskProblems >= Threshold && state.WorkflowTaskProblem.Split(' ') is [var category, var cause])
        {
            ServiceAttributes.Set(transaction, Name, IndexedValueType.KeywordList, (string[])[$"category={category}", $"cause={category}Cause{cause}"]);
        }
    }

    /// <summary>A task has completed.</summary>
    public static void Clear(RunTransaction transaction)
    {
        var state = transaction.State;
        if (state.WorkflowTaskProblems == 0)
        {
            return;
        }

        (state.WorkflowTaskProblems, state.WorkflowTaskProblem) = (0, "");
        ServiceAttributes.Remove(transaction, Name);
    }
}
