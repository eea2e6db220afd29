using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// A run's queries. While a workflow task is due, a query is attached to it, so that its answer takes into account all events before
/// it; otherwise it is a separate task.
/// </summary>
internal sealed class Queries(Run run)
{
    /// <summary>Once the workflow task has reached this attempt, queries fail at once: a worker would not answer them either.</summary>
    private const int QueryFailFastAttempt = 3;

    private readonly Dictionary<string, QueryCall> _queries = [];

    public async Task<QueryWorkflowResponse> QueryAsync(QueryWorkflowRequest request, CancellationToken cancellationToken)
    {
        var call = new QueryCall(request.Query);
        var (status, durable) = run.Snapshot();
        if (IsRejected(request.QueryRejectCondition, status))
        {
            await durable.ConfigureAwait(false);
            return new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = status } };
        }

        run.WithLock(state =>
        {
            if (state.WorkflowTask is null && state.PreviousStartedEventId == 0)
            {
                throw Errors.NotReady(IsOpen(state) ? "Workflow task is not scheduled yet." : "Workflow execution closed before WorkflowTaskStarted event");
            }

            _queries.Add(call.Id, call);
            Publish(state);
            return true;
        });

        try
        {
            var answer = await call.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            return answer.Error is null ? new QueryWorkflowResponse { QueryResult = answer.Result } : throw answer.Error;
        }
        finally
        {
            run.WithLock(_ => _queries.Remove(call.Id));
            call.TryAnswer(new QueryAnswer(null));
        }
    }

    /// <summary>The query as a worker gets it; null if its caller is gone.</summary>
    public PollWorkflowTaskQueueResponse? TryStart(QueryCall call, PollWorkflowTaskQueueRequest poll) => call.Answer.IsCompleted ? null : run.WithLock(state =>
    {
        var offer = new PollWorkflowTaskQueueResponse
        {
            TaskToken = new TaskToken { RunKey = run.Key, QueryId = call.Id }.ToByteString(),
            WorkflowExecution = run.Execution,
            WorkflowType = new WorkflowType { Name = run.Start.WorkflowType },
            PreviousStartedEventId = state.PreviousStartedEventId,
            Attempt = 1,
            Query = call.Query,
            WorkflowExecutionTaskQueue = new TaskQueue { Name = run.Start.TaskQueue, Kind = TaskQueueKind.Normal },
            History = new History(),
        };
        if (poll.TaskQueue.Kind != TaskQueueKind.Sticky)
        {
            run.Events.Offer(offer, first: 1, [], run.Events.Last + 1);
        }

        return offer;
    });

    /// <summary>A worker's answer to a query task; false if the query's caller is gone.</summary>
    public bool TryAnswer(RespondQueryTaskCompletedRequest answer, string queryId)
    {
        if (Find(queryId) is not { } call)
        {
            return false;
        }

        call.TryAnswer(QueryAnswer.Of(answer.CompletedType, answer.QueryResult, answer.ErrorMessage, answer.Failure, run.Environment.Limits));
        return true;
    }

    /// <summary>The worker was gone before it had the query.</summary>
    public void RequeueUndelivered(string queryId)
    {
        if (Find(queryId) is { } call)
        {
            Requeue(new QueuedQuery(run, call));
        }
    }

    /// <summary>The worker that the query was sent to is gone.</summary>
    public void Requeue(QueuedQuery query) => run.AddToNormalQueue(query, first: true);

    private static bool IsOpen(RunState state) => state.Status == WorkflowExecutionStatus.Running;

    private static bool IsRejected(QueryRejectCondition condition, WorkflowExecutionStatus status) => condition switch
    {
        QueryRejectCondition.NotOpen => status != WorkflowExecutionStatus.Running,
        QueryRejectCondition.NotCompletedCleanly => status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Completed),
        _ => false,
    };

    /// <summary>Attaches the waiting queries to a workflow task.</summary>
    public void Offer(RunTransaction transaction, PollWorkflowTaskQueueResponse offer)
    {
        foreach (var call in _queries.Values.Where(c => !c.IsOffered))
        {
            call.IsOffered = true;
            offer.Queries.Add(call.Id, call.Query);
        }
    }

    /// <summary>Answers the queries that a workflow task carried.</summary>
    public void Complete(IDictionary<string, WorkflowQueryResult>? results)
    {
        if (results is null)
        {
            return;
        }

        foreach (var call in _queries.Values)
        {
            if (results.TryGetValue(call.Id, out var result))
            {
                call.TryAnswer(QueryAnswer.Of(result.ResultType, result.Answer, result.ErrorMessage, result.Failure, run.Environment.Limits));
            }
        }
    }

    /// <summary>The task that carried them is lost: they are sent again.</summary>
    public void Release(RunTransaction transaction)
    {
        foreach (var call in _queries.Values)
        {
            call.IsOffered = false;
        }
    }

    /// <summary>Sends the queries that no workflow task is going to carry.</summary>
    public void Publish(RunState state)
    {
        if (_queries.Count == 0)
        {
            return;
        }

        foreach (var call in _queries.Values.Where(c => !c.IsOffered && !c.Answer.IsCompleted))
        {
            if (state.WorkflowTask is null)
            {
                call.IsOffered = true;
                Dispatch(state, new QueuedQuery(run, call));
            }
            else if (state.WorkflowTask.Attempt >= QueryFailFastAttempt)
            {
                call.TryAnswer(new QueryAnswer(null, Errors.NotReady("Unable to query workflow due to Workflow Task in failed state.")));
            }
        }
    }

    private QueryCall? Find(string id) => run.WithLock(_ => _queries.GetValueOrDefault(id));

    private void Dispatch(RunState state, QueuedQuery query)
    {
        var sticky = IsOpen(state) && state.StickyQueue is { } queue ? run.Environment.Queues.Find(run.Namespace, queue.Name, TaskQueueType.Workflow) : null;
        if (sticky?.TryAdd(query, first: true) != true)
        {
            run.AddToNormalQueue(query, first: true);
            return;
        }

        _ = FallBackAsync(query, Durations.Of(state.StickyTimeout));
    }

    /// <summary>A sticky worker that is gone answers nothing: any other may, from the whole history.</summary>
    private static async Task FallBackAsync(QueuedQuery query, TimeSpan patience)
    {
        // Polls and queries are between processes: they run on the real clock, even if the workflows' clock is virtual.
        try
        {
            _ = await query.Call.Answer.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            query.Run.AddToNormalQueue(query, first: true);
        }
    }
}
