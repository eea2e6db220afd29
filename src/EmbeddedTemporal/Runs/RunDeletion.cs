using EmbeddedTemporal.Storage;
using Grpc.Core;
using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Removes runs for clients, with their histories.</summary>
internal sealed class RunDeletion(RunRegistry runs, CommitLog log)
{
    /// <summary>Removes a run; one that is open is terminated first. A damaged one cannot be terminated, but it can be deleted.</summary>
    /// <exception cref="RpcException">There is no such run.</exception>
    public async Task DeleteAsync(string @namespace, WorkflowExecution? execution)
    {
        Run run;
        try
        {
            run = runs.Get(@namespace, execution?.WorkflowId ?? "", execution?.RunId ?? "");
        }
        catch (DamagedRunException e)
        {
            await RunRemoval.RemoveAsync(log, e.RunKey).ConfigureAwait(false);
            runs.ForgetDamaged(e.RunKey);
            return;
        }

        await (run.TryTerminate("Delete workflow execution") ?? run.Snapshot().Task).ConfigureAwait(false);
        await RunRemoval.RemoveAsync(log, run.Key).ConfigureAwait(false);
        runs.Forget(run);
    }
}
