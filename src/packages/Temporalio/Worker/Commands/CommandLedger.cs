using Temporalio.Api.Command.V1;
using Temporalio.Api.History.V1;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker.Commands;

/// <summary>The commands of the task at hand. The same ones that were sent, or would have been, are then looked for in history.</summary>
internal sealed class CommandLedger
{
    private readonly List<PendingCommand> _pending = [];
    private PendingCommand? _last;
    private int _matched;

    /// <summary>Whether the workflow has ended.</summary>
    public bool HasEnded => _last is not null;

    /// <summary>Whether it has ended, and not by a failure.</summary>
    public bool HasEndedWell => _last is not (null or FailCommand);

    /// <summary>What the task is answered with. The command that ends the workflow comes last, whenever it was made.</summary>
    public IEnumerable<PendingCommand> Commands => _last is null ? _pending : _pending.Append(_last);

    /// <summary>The command that history showed last; null where its event needed none.</summary>
    public PendingCommand? LastMatched { get; private set; }

    public void Add(PendingCommand command) => _pending.Add(command);

    /// <summary>Takes back what has not been sent.</summary>
    public void Remove(PendingCommand command) => _pending.Remove(command);

    /// <summary>Ends the workflow; what ends it first counts.</summary>
    public void End(PendingCommand command) => _last ??= command;

    /// <summary>History shows a command.</summary>
    /// <exception cref="Exceptions.WorkflowNondeterminismException">It is not the one the workflow made.</exception>
    public void Match(HistoryEvent historyEvent)
    {
        var command = _matched < _pending.Count ? _pending[_matched] : _matched == _pending.Count ? _last : null;
        LastMatched = null;
        if (PatchCommand.MayBeMissing(historyEvent, command))
        {
            return;
        }

        if (command is null)
        {
            throw Nondeterminism.Of($"No command scheduled for event {historyEvent.Name()}");
        }

        _matched++;
        command.Record(historyEvent);
        LastMatched = command;
    }

    /// <summary>All that history shows of the task has been matched.</summary>
    /// <exception cref="Exceptions.WorkflowNondeterminismException">The workflow made more commands than history shows.</exception>
    public void Settle(HistoryEvent following)
    {
        var count = _pending.Count + (_last is null ? 0 : 1);
        if (_matched < count)
        {
            var missing = _matched < _pending.Count ? _pending[_matched] : _last!;
            missing.Record(following);
        }

        _pending.Clear();
        _matched = 0;
    }

    public IReadOnlyList<Command> ToCommands() => [.. Commands.Select(c => c.ToCommand())];
}
