using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker.Commands;

/// <summary>Something a workflow asked for, until history shows it.</summary>
internal abstract class PendingCommand
{
    /// <summary>What errors call it.</summary>
    protected abstract string Kind { get; }

    /// <summary>The event it becomes.</summary>
    protected abstract EventType RecordedAs { get; }

    /// <summary>What is sent.</summary>
    public abstract Command ToCommand();

    /// <summary>History shows it.</summary>
    /// <exception cref="WorkflowNondeterminismException">History shows something else.</exception>
    public void Record(HistoryEvent historyEvent)
    {
        if (historyEvent.EventType != RecordedAs)
        {
            throw Nondeterminism.Of($"{Kind} machine does not handle this event: {historyEvent.Name()}");
        }

        Recorded(historyEvent);
    }

    /// <summary>Compares details and takes the event's id.</summary>
    protected virtual void Recorded(HistoryEvent historyEvent)
    {
    }

    /// <summary>Fails where a detail is not what history has.</summary>
    protected void Require(string what, string recorded, string now, HistoryEvent historyEvent)
    {
        if (recorded != now)
        {
            throw Nondeterminism.Of($"{what} of {historyEvent.Name()} is '{recorded}', but {Kind} machine has '{now}'");
        }
    }
}
