using EmbeddedTemporal;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Conformance.Operations;

/// <summary>Official .NET workers of two versions of a deployment.</summary>
[Trait("Category", "Conformance")]
public sealed class DeploymentTests
{
    private const string Queue = "versioned";
    private const string Name = "shop";

    [Theory]
    [InlineData(true, "ended by 1.0")]
    [InlineData(false, "ended by 2.0")]
    public async Task A_pinned_workflow_ends_on_its_version_and_an_upgrading_one_on_the_current_one(bool pinned, string result)
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        using var first = Worker(client, "1.0", pinned);
        using var second = Worker(client, "2.0", pinned);
        var ended = await first.ExecuteAsync(() => second.ExecuteAsync(async () =>
        {
            await MakeCurrentAsync(client, "1.0");
            var handle = await client.StartWorkflowAsync((IVersioned w) => w.RunAsync(), new("w", Queue));
            while ((await handle.FetchHistoryAsync()).Events.All(e => e.WorkflowTaskCompletedEventAttributes is null))
            {
                await Task.Yield();
            }

            await MakeCurrentAsync(client, "2.0");
            await handle.SignalAsync(w => w.EndAsync());
            return await handle.GetResultAsync<string>();
        }));

        Assert.Equal(result, ended);
    }

    private static TemporalWorker Worker(TemporalClient client, string build, bool pinned)
    {
        var options = new TemporalWorkerOptions(Queue) { DeploymentOptions = new(new WorkerDeploymentVersion(Name, build), true) };
        return new TemporalWorker(client, pinned ? options.AddWorkflow<PinnedWorkflow>() : options.AddWorkflow<UpgradingWorkflow>());
    }

    /// <summary>Waits until the version is known, and gives it the tasks.</summary>
    private static async Task MakeCurrentAsync(TemporalClient client, string build)
    {
        while (true)
        {
            try
            {
                var described = await client.WorkflowService.DescribeWorkerDeploymentAsync(new DescribeWorkerDeploymentRequest { Namespace = "default", DeploymentName = Name });
                if (described.WorkerDeploymentInfo.VersionSummaries.Any(v => v.DeploymentVersion.BuildId == build))
                {
                    await client.WorkflowService.SetWorkerDeploymentCurrentVersionAsync(
                        new SetWorkerDeploymentCurrentVersionRequest { Namespace = "default", DeploymentName = Name, BuildId = build, ConflictToken = described.ConflictToken });
                    return;
                }
            }
            catch (RpcException e) when (e.Code is RpcException.StatusCode.NotFound or RpcException.StatusCode.FailedPrecondition)
            {
                // Not polled yet, or changed meanwhile by the other worker's first poll.
            }
        }
    }
}
