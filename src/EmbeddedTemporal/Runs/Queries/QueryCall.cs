using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Settings;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Query.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A query that waits for a worker's answer. It lives as long as its caller waits, and is never stored.</summary>
internal sealed class QueryCall(WorkflowQuery query)
{
    private readonly TaskCompletionSource<QueryAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString();

    public WorkflowQuery Query => query;

    public Task<QueryAnswer> Answer => _answer.Task;

    /// <summary>Sent with a workflow task, or as a separate task.</summary>
    public bool IsOffered { get; set; }

    public void TryAnswer(QueryAnswer answer) => _ = _answer.TrySetResult(answer);
}

/// <summary>A query's result, or why there is none.</summary>
internal sealed record QueryAnswer(Payloads? Result, RpcException? Error = null)
{
    /// <summary>The answer of a worker.</summary>
    public static QueryAnswer Of(QueryResultType type, Payloads? result, string error, Failure? failure, ServiceLimits limits) =>
        type != QueryResultType.Answered ? Failed(error, failure)
        : result?.CalculateSize() > limits.MaxPayloadBytes ? Failed(Errors.PayloadTooLarge, failure: null)
        : new(result);

    private static QueryAnswer Failed(string error, Failure? failure) => new(null, Errors.Refusal(StatusCode.InvalidArgument, error, new QueryFailedFailure { Failure = failure }));
}

/// <summary>A query that is sent as a separate task, without a workflow task.</summary>
internal sealed record QueuedQuery(Run Run, QueryCall Call) : IQueuedTask
{
    public bool IsAlive => !Call.Answer.IsCompleted;

    public TaskPriority Priority => TaskPriority.Of(Run.Start.Priority);

    public DateTimeOffset Since { get; } = Run.Environment.Clock.Present;

    public void Requeue() => Run.Queries.Requeue(this);
}
