using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Sdk.V1;

namespace Temporalio.Worker.Commands;

/// <summary>Starts a timer.</summary>
internal sealed class TimerCommand(string id, TimeSpan delay, UserMetadata? metadata) : PendingCommand
{
    private readonly TaskCompletionSource _fired = new();

    public string Id => id;

    /// <summary>The event that started it; 0 before history shows it.</summary>
    public long EventId { get; private set; }

    public Task Fired => _fired.Task;

    protected override string Kind => "Timer";

    protected override EventType RecordedAs => EventType.TimerStarted;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = delay.ToDuration() },
        UserMetadata = metadata,
    };

    public void Fire() => _fired.TrySetResult();

    /// <summary>Ends the wait.</summary>
    /// <returns>False where it has ended already.</returns>
    public bool Cancel(CancellationToken token) => _fired.TrySetCanceled(token);

    protected override void Recorded(HistoryEvent historyEvent)
    {
        Require("Timer id", historyEvent.TimerStartedEventAttributes.TimerId, id, historyEvent);
        EventId = historyEvent.EventId;
    }
}

/// <summary>Cancels a timer that has been started by an earlier task.</summary>
internal sealed class CancelTimerCommand(string id) : PendingCommand
{
    protected override string Kind => "Timer";

    protected override EventType RecordedAs => EventType.TimerCanceled;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.CancelTimer,
        CancelTimerCommandAttributes = new() { TimerId = id },
    };

    protected override void Recorded(HistoryEvent historyEvent) =>
        Require("Timer id", historyEvent.TimerCanceledEventAttributes.TimerId, id, historyEvent);
}
