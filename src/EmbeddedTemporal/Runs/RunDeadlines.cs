using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The earliest of the deadlines that a run's parts name.</summary>
internal sealed class RunDeadlines
{
    public DateTimeOffset? Due { get; private set; }

    /// <summary>The change to make at that time; null if there is no deadline.</summary>
    public Action<RunTransaction>? Fire { get; private set; }

    /// <summary>The earliest deadline of a run.</summary>
    public static RunDeadlines Next(Run run, RunState state)
    {
        var deadlines = new RunDeadlines();
        if (state.Status != WorkflowExecutionStatus.Running)
        {
            return deadlines;
        }

        if (run.Expiration is { } expiration)
        {
            deadlines.Consider(expiration, Closing.TimeOut);
        }

        run.WorkflowTasks.AddDeadlines(state, deadlines);
        run.Timers.AddDeadlines(deadlines);
        run.Activities.AddDeadlines(deadlines);
        return deadlines;
    }

    public void Consider(DateTimeOffset due, Action<RunTransaction> fire)
    {
        if (Due is null || due < Due)
        {
            (Due, Fire) = (due, fire);
        }
    }
}
