using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// A run's updates: sent to a worker with a workflow task, accepted or rejected by the workflow's code, and completed by it. What is
/// accepted is stored; each id is served once.
/// </summary>
internal sealed class Updates(Run run, IEnumerable<UpdateState> stored) : IPendingPart
{
    private readonly PendingRows<UpdateState> _accepted = new(PendingKind.Update, u => u.AcceptedEventId, stored);

    /// <summary>Those that are not completed and that a caller has asked for, in their order.</summary>
    private readonly List<UpdateCall> _calls = [];

    public bool AreChanged => _accepted.AreChanged;

    /// <summary>Whether a workflow task should carry updates to a worker.</summary>
    public bool AreWaiting => _calls.Exists(c => c is { IsAccepted: false, IsSent: false });

    /// <summary>Whether an answer holds nothing but rejections.</summary>
    public static bool AreAllRejected(RespondWorkflowTaskCompletedRequest request) =>
        request.Commands.Count == 0 && !request.ForceCreateNewWorkflowTask && request.Messages.All(m => m.Body.Is(Rejection.Descriptor));

    /// <summary>Sends an update to the workflow's code, and waits for the stage that the caller asks for.</summary>
    public async Task<UpdateWorkflowExecutionResponse> UpdateAsync(UpdateWorkflowExecutionRequest request, TimeSpan patience, CancellationToken cancellationToken) =>
        await AnswerAsync(Admit(request), request.WaitPolicy, patience, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits for an update that has been asked for before.</summary>
    public async Task<PollWorkflowExecutionUpdateResponse> PollAsync(string updateId, WaitPolicy? policy, TimeSpan patience, CancellationToken cancellationToken)
    {
        var call = run.WithLock(state => Find(state, updateId)) ?? throw Errors.NotFound($"update \"{updateId}\" not found");
        var answer = await AnswerAsync(call, policy, patience, cancellationToken).ConfigureAwait(false);
        return new PollWorkflowExecutionUpdateResponse { Outcome = answer.Outcome, Stage = answer.Stage, UpdateRef = answer.UpdateRef };
    }

    /// <summary>Takes an update, or finds the one of the same id.</summary>
    public UpdateCall Admit(UpdateWorkflowExecutionRequest request) => run.WithLock(state =>
    {
        var id = request.Request.Meta.UpdateId;
        if (Find(state, id) is { } known)
        {
            return known;
        }

        if (state.Status != WorkflowExecutionStatus.Running)
        {
            throw Errors.AlreadyCompleted();
        }

        ClientRequests.ThrowIfOtherChain(run, isOpen: true, request.FirstExecutionRunId);
        if (_calls.Count >= Limits.MaxUpdatesInFlight)
        {
            throw Errors.Refusal(StatusCode.ResourceExhausted, $"limit on number of concurrent in-flight updates has been reached ({Limits.MaxUpdatesInFlight})");
        }

        if (_accepted.Count >= Limits.MaxUpdates)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, $"The limit on the total number of distinct updates in this workflow has been reached ({Limits.MaxUpdates}). Make sure any duplicate updates share an Update ID so the server can deduplicate them, and consider rejecting updates that you aren't going to process");
        }

        var call = new UpdateCall(id, request.Request, UpdateWorkflowExecutionLifecycleStage.Admitted);
        _calls.Add(call);
        if (state.WorkflowTask is null && state.FirstTaskScheduled)
        {
            _ = run.Change(run.WorkflowTasks.ScheduleSpeculative);
        }

        return call;
    });

    /// <summary>Attaches the waiting updates to a workflow task.</summary>
    public void Offer(RunTransaction transaction, PollWorkflowTaskQueueResponse offer)
    {
        foreach (var call in _calls.Where(c => c is { IsAccepted: false, IsSent: false }))
        {
            call.IsSent = true;
            offer.Messages.Add(new Message { Id = call.MessageId, ProtocolInstanceId = call.Id, EventId = transaction.State.WorkflowTask.ScheduledEventId, Body = Any.Pack(call.Request) });
        }
    }

    /// <summary>The task that carried them is lost: they are sent again.</summary>
    public void Release() => _calls.ForEach(c => c.IsSent = false);

    /// <summary>Handles the messages of the workflow's code about updates.</summary>
    public void Handle(RunTransaction transaction, IEnumerable<Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Body.TryUnpack<Acceptance>(out var acceptance))
            {
                Accept(transaction, message.ProtocolInstanceId, acceptance);
            }
            else if (message.Body.TryUnpack<Response>(out var response))
            {
                Complete(transaction, message.ProtocolInstanceId, response);
            }
            else if (message.Body.TryUnpack<Rejection>(out var rejection) && Call(message.ProtocolInstanceId) is { } call)
            {
                Settle(transaction, call, new Outcome { Failure = rejection.Failure });
            }
        }
    }

    /// <summary>The run closes: accepted updates fail, the others go to the run that follows if there is one.</summary>
    public void Close(RunTransaction transaction)
    {
        var continues = transaction.Successor is not null;
        foreach (var call in _calls.ToList())
        {
            if (call.IsAccepted || _accepted.All.Any(u => u.UpdateId == call.Id))
            {
                Settle(transaction, call, UpdateHistory.LostToClosing());
                continue;
            }

            transaction.AfterCommit.Add(() =>
            {
                _ = _calls.Remove(call);
                call.Abort(continues ? Errors.Refusal(StatusCode.Unavailable, "workflow operation can not be applied because workflow is closing") : Errors.AlreadyCompleted());
            });
        }

        _accepted.Clear();
    }

    /// <summary>Takes what was accepted by the run that this one was reset from.</summary>
    public void Restore(IEnumerable<UpdateState> updates)
    {
        foreach (var update in updates)
        {
            _accepted.Add(update);
        }
    }

    public int Count => _accepted.Count;

    public void AddChanges(List<PendingChange> changes) => _accepted.AddChanges(changes);

    public void Keep() => _accepted.Keep();

    public void Undo() => _accepted.Undo();

    private void Accept(RunTransaction transaction, string id, Acceptance acceptance)
    {
        if (_accepted.All.Any(u => u.UpdateId == id))
        {
            throw Bad($"update {id} has been accepted before");
        }

        // A worker's copy serves if the service has been started again since it sent the update.
        var request = Call(id)?.Request ?? acceptance.AcceptedRequest ?? throw Bad($"update {id} is not known");
        var accepted = transaction.Append(EventType.WorkflowExecutionUpdateAccepted, e => e.WorkflowExecutionUpdateAcceptedEventAttributes = new()
        {
            ProtocolInstanceId = id,
            AcceptedRequestMessageId = acceptance.AcceptedRequestMessageId,
            AcceptedRequestSequencingEventId = acceptance.AcceptedRequestSequencingEventId,
            AcceptedRequest = request,
        });
        _accepted.Add(new UpdateState { UpdateId = id, AcceptedEventId = accepted.EventId });
        if (Call(id) is { } call)
        {
            transaction.AfterCommit.Add(call.Accept);
        }
    }

    private void Complete(RunTransaction transaction, string id, Response response)
    {
        var update = _accepted.All.FirstOrDefault(u => u.UpdateId == id && u.CompletedEventId == 0) ?? throw Bad($"update {id} is not accepted");
        CommandSize.Check(transaction, response.Outcome?.CalculateSize() ?? 0, WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, "Update outcome");
        _accepted.Touch(update);
        update.CompletedEventId = transaction.Append(EventType.WorkflowExecutionUpdateCompleted, e => e.WorkflowExecutionUpdateCompletedEventAttributes = new()
        {
            Meta = response.Meta,
            AcceptedEventId = update.AcceptedEventId,
            Outcome = response.Outcome,
        }).EventId;
        if (Call(id) is { } call)
        {
            Settle(transaction, call, response.Outcome ?? new Outcome());
        }
    }

    private void Settle(RunTransaction transaction, UpdateCall call, Outcome outcome) => transaction.AfterCommit.Add(() =>
    {
        _ = _calls.Remove(call);
        call.Complete(outcome);
    });

    private UpdateCall? Call(string id) => _calls.Find(c => c.Id == id);

    private UpdateCall? Find(RunState state, string id)
    {
        if (Call(id) is { } waiting)
        {
            return waiting;
        }

        if (_accepted.All.FirstOrDefault(u => u.UpdateId == id) is { } update)
        {
            return update.CompletedEventId > 0 ? Completed(id, run.Events.Event(update.CompletedEventId)) : Resumed(id);
        }

        return state.Status != WorkflowExecutionStatus.Running && UpdateHistory.Find(run, id) is { } outcome ? Completed(id, outcome) : null;
    }

    /// <summary>One that was accepted before the service started.</summary>
    private UpdateCall Resumed(string id)
    {
        var call = new UpdateCall(id, request: null, UpdateWorkflowExecutionLifecycleStage.Accepted);
        _calls.Add(call);
        return call;
    }

    private static UpdateCall Completed(string id, HistoryEvent completed) => Completed(id, completed.WorkflowExecutionUpdateCompletedEventAttributes.Outcome);

    private static UpdateCall Completed(string id, Outcome outcome)
    {
        var call = new UpdateCall(id, request: null, UpdateWorkflowExecutionLifecycleStage.Accepted);
        call.Complete(outcome);
        return call;
    }

    /// <summary>The answer to the caller: the outcome, or after a while the stage that the update has reached.</summary>
    public async Task<UpdateWorkflowExecutionResponse> AnswerAsync(UpdateCall call, WaitPolicy? policy, TimeSpan patience, CancellationToken cancellationToken)
    {
        var wanted = policy?.LifecycleStage == UpdateWorkflowExecutionLifecycleStage.Completed ? UpdateWorkflowExecutionLifecycleStage.Completed : UpdateWorkflowExecutionLifecycleStage.Accepted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(patience);
        try
        {
            await call.ReachAsync(wanted, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The caller asks again.
        }

        return new UpdateWorkflowExecutionResponse { UpdateRef = new UpdateRef { WorkflowExecution = run.Execution, UpdateId = call.Id }, Outcome = call.Outcome, Stage = call.Stage };
    }

    private static WorkflowTaskRejectedException Bad(string message) =>
        new(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, $"BadUpdateWorkflowExecutionMessage: {message}");
}
