using EmbeddedTemporal.Grpc;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Describes the service itself.</summary>
internal sealed class SystemCalls(string clusterId)
{
    /// <summary>The version of the real service whose behaviour this one follows; clients derive features from it.</summary>
    private const string ServerVersion = "1.31.2";

    private static readonly GetSystemInfoResponse _systemInfo = new()
    {
        ServerVersion = ServerVersion,
        Capabilities = new GetSystemInfoResponse.Types.Capabilities
        {
            SignalAndQueryHeader = true,
            InternalErrorDifferentiation = true,
            ActivityFailureIncludeHeartbeat = true,
            EncodedFailureAttributes = true,
            UpsertMemo = true,
            SdkMetadata = true,
            SupportsSchedules = true,
            CountGroupByExecutionStatus = true,
            EagerWorkflowStart = true,
            // Without it the SDKs stamp tasks with a binary checksum that they do not read back: Workflow.CurrentBuildId would differ on replay.
            BuildIdBasedVersioning = true,
        },
    };

    public void Map(GrpcRouter router)
    {
        router.Map<GetSystemInfoRequest>((_, _) => new(_systemInfo));
        router.Map<GetClusterInfoRequest>((_, _) => new(ClusterInfo()));
    }

    private GetClusterInfoResponse ClusterInfo() => new GetClusterInfoResponse
    {
        SupportedClients =
        {
            ["temporal-cli"] = "<2.0.0",
            ["temporal-go"] = "<2.0.0",
            ["temporal-java"] = "<2.0.0",
            ["temporal-php"] = "<2.0.0",
            ["temporal-server"] = "<2.0.0",
            ["temporal-typescript"] = "<2.0.0",
            ["temporal-ui"] = "<3.0.0",
            ["Nexus-go-sdk"] = "<2.0.0",
        },
        ServerVersion = ServerVersion,
        ClusterId = clusterId,
        ClusterName = "active",
        HistoryShardCount = 1,
        PersistenceStore = "sqlite",
        VisibilityStore = "sqlite",
        InitialFailoverVersion = 1,
        FailoverVersionIncrement = 10,
    };
}
