using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Takes the answers of workers, and of clients that answer for them: a run does so for its activities, a standalone activity for itself.</summary>
internal interface IActivityAnswers
{
    /// <summary>
    /// The worker was gone before it had the attempt: another one gets it at once, not only after the timeout. The last
    /// attempt is not given twice, however unlikely it is that the worker has it after all.
    /// </summary>
    void RequeueUndelivered(TaskToken token);

    /// <summary>The attempt has succeeded.</summary>
    Task CompleteAsync(ActivityReference reference, Payloads? result, string identity, WorkerVersionStamp? version);

    /// <summary>The attempt has failed; the result is what the worker is told about its answer.</summary>
    Task<Failure[]> FailAsync(ActivityReference reference, Failure? failure, string identity, Payloads? heartbeat);

    /// <summary>The attempt has stopped because cancellation was requested.</summary>
    Task CancelAsync(ActivityReference reference, Payloads? details, string identity, WorkerVersionStamp? version);

    /// <summary>Notes that the attempt is still running.</summary>
    Task<HeartbeatAnswer> RecordHeartbeatAsync(ActivityReference reference, Payloads? details, string identity);
}
