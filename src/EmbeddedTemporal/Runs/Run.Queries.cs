using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <content>
/// Queries. While a workflow task is due, a query travels with it, so that its answer takes into account all that was
/// known when it was asked; else it goes to a worker by itself.
/// </content>
internal sealed partial class Run
{
    /// <summary>A task that failed so often will not answer queries either.</summary>
    private const int HopelessAttempt = 3;

    private readonly Dictionary<string, QueryCall> _queries = [];

    public async Task<QueryWorkflowResponse> QueryAsync(QueryWorkflowRequest request, CancellationToken cancellationToken)
    {
        var call = new QueryCall(request.Query);
        var (status, durable) = Look();
        if (IsRejected(request.QueryRejectCondition, status))
        {
            await durable.ConfigureAwait(false);
            return new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = status } };
        }

        lock (_gate)
        {
            if (_state.WorkflowTask is null && _state.PreviousStartedEventId == 0)
            {
                throw Errors.NotReady(IsOpen ? "Workflow task is not scheduled yet." : "Workflow execution closed before WorkflowTaskStarted event");
            }

            _queries.Add(call.Id, call);
            PublishQueries();
        }

        try
        {
            var answer = await call.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer.Error is null ? new QueryWorkflowResponse { QueryResult = answer.Result } : throw answer.Error;
        }
        finally
        {
            lock (_gate)
            {
                _ = _queries.Remove(call.Id);
                call.TryAnswer(new QueryAnswer(null));
            }
        }
    }

    /// <summary>The query as a worker gets it; null where nobody waits for it any more.</summary>
    public PollWorkflowTaskQueueResponse? StartQuery(QueryCall call, PollWorkflowTaskQueueRequest poll)
    {
        lock (_gate)
        {
            if (call.Answer.IsCompleted)
            {
                return null;
            }

            var offer = new PollWorkflowTaskQueueResponse
            {
                TaskToken = new TaskToken { RunKey = Key, QueryId = call.Id }.ToByteString(),
                WorkflowExecution = Execution,
                WorkflowType = new WorkflowType { Name = Start.WorkflowType },
                PreviousStartedEventId = _state.PreviousStartedEventId,
                Attempt = 1,
                Query = call.Query,
                WorkflowExecutionTaskQueue = NormalQueue(Start.TaskQueue),
                History = new History(),
            };
            if (poll.TaskQueue.Kind != TaskQueueKind.Sticky)
            {
                OfferHistory(offer, first: 1, []);
            }

            return offer;
        }
    }

    /// <summary>A worker's answer to a query that went to it by itself; false where nobody waits for it any more.</summary>
    public bool AnswerQuery(RespondQueryTaskCompletedRequest answer, string queryId)
    {
        lock (_gate)
        {
            if (!_queries.TryGetValue(queryId, out var call))
            {
                return false;
            }

            call.TryAnswer(QueryAnswer.Of(answer.CompletedType, answer.QueryResult, answer.ErrorMessage, answer.Failure));
            return true;
        }
    }

    /// <summary>The worker was gone before it had the query.</summary>
    public void TakeBackQuery(string queryId)
    {
        lock (_gate)
        {
            if (_queries.TryGetValue(queryId, out var call))
            {
                Requeue(new QueuedQuery(this, call));
            }
        }
    }

    /// <summary>The worker that the query was sent to is gone.</summary>
    internal void Requeue(QueuedQuery query) => _environment.Queues.Get(Namespace, Start.TaskQueue, TaskQueueType.Workflow).Add(query, first: true);

    private static bool IsRejected(QueryRejectCondition condition, WorkflowExecutionStatus status) => condition switch
    {
        QueryRejectCondition.NotOpen => status != WorkflowExecutionStatus.Running,
        QueryRejectCondition.NotCompletedCleanly => status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Completed),
        _ => false,
    };

    private void OfferQueries(PollWorkflowTaskQueueResponse offer)
    {
        foreach (var call in _queries.Values.Where(c => !c.IsOffered))
        {
            call.IsOffered = true;
            offer.Queries.Add(call.Id, call.Query);
        }
    }

    private void CompleteQueries(IDictionary<string, WorkflowQueryResult>? results)
    {
        if (results is null)
        {
            return;
        }

        foreach (var call in _queries.Values)
        {
            if (results.TryGetValue(call.Id, out var result))
            {
                call.TryAnswer(QueryAnswer.Of(result.ResultType, result.Answer, result.ErrorMessage, result.Failure));
            }
        }
    }

    /// <summary>The task that carried them is lost: they must travel again.</summary>
    private void UnblockQueries()
    {
        foreach (var call in _queries.Values)
        {
            call.IsOffered = false;
        }
    }

    /// <summary>Sends off by itself what no workflow task is going to carry.</summary>
    private void PublishQueries()
    {
        if (_queries.Count == 0)
        {
            return;
        }

        foreach (var call in _queries.Values.Where(c => !c.IsOffered && !c.Answer.IsCompleted))
        {
            if (_state.WorkflowTask is null)
            {
                call.IsOffered = true;
                Dispatch(new QueuedQuery(this, call));
            }
            else if (_state.WorkflowTask.Attempt >= HopelessAttempt)
            {
                call.TryAnswer(new QueryAnswer(null, Errors.NotReady("Unable to query workflow due to Workflow Task in failed state.")));
            }
        }
    }

    private void Dispatch(QueuedQuery query)
    {
        var normal = _environment.Queues.Get(Namespace, Start.TaskQueue, TaskQueueType.Workflow);
        var sticky = IsOpen && _state.StickyQueue is { } queue ? _environment.Queues.Find(Namespace, queue.Name, TaskQueueType.Workflow) : null;
        if (sticky?.TryAdd(query, first: true) != true)
        {
            normal.Add(query, first: true);
            return;
        }

        _ = FallBackAsync(query, normal, Durations.Of(_state.StickyTimeout));
    }

    /// <summary>A sticky worker that is gone answers nothing: any other may, from the whole history.</summary>
    private static async Task FallBackAsync(QueuedQuery query, Matching.TaskQueue normal, TimeSpan patience)
    {
        // Polls and queries are between processes: they run on the real clock, also where the workflows' clock is virtual.
        try
        {
            _ = await query.Call.Answer.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            normal.Add(query, first: true);
        }
    }
}
