using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The build of a worker, as polls name it and histories keep it: workflow code reads it on replay.</summary>
internal static class WorkerVersions
{
    public static WorkerVersionStamp? Stamp(WorkerVersionCapabilities? worker) =>
        worker is null ? null : new WorkerVersionStamp { BuildId = worker.BuildId, UseVersioning = worker.UseVersioning };
}
