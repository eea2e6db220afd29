using System.Reflection;
using Temporalio.Client;
using Temporalio.Testing;

namespace Temporalio.Tests.Surface;

/// <summary>The public surface is a part of the official one: no type is public that the official package does not have.</summary>
public class PublicTypesTests
{
    private static readonly string[] _official =
    [
        // Temporalio.Activities
        "ActivityAttribute", "ActivityCancelReason", "ActivityCancellationDetails", "ActivityDefinition", "ActivityExecutionContext", "ActivityInfo",
        "CompleteAsyncException",

        // Temporalio.Client
        "AsyncActivityCompleteOptions", "AsyncActivityFailOptions", "AsyncActivityHandle", "AsyncActivityHandle.IdReference", "AsyncActivityHandle.Reference",
        "AsyncActivityHandle.TaskTokenReference", "AsyncActivityHeartbeatOptions", "AsyncActivityReportCancellationOptions", "ITemporalClient",
        "ITemporalClientExtensions", "ITemporalConnection", "KeepAliveOptions", "RpcOptions", "RpcRetryOptions", "TemporalClient",
        "TemporalClientConnectOptions", "TemporalClientOptions", "TemporalConnection", "TemporalConnectionOptions", "TlsOptions", "WorkflowCancelOptions",
        "WorkflowCountOptions", "WorkflowDescribeOptions", "WorkflowExecution", "WorkflowExecutionCount", "WorkflowExecutionCount.AggregationGroup",
        "WorkflowExecutionDescription", "WorkflowHandle", "WorkflowHandle`1", "WorkflowHandle`2", "WorkflowHistoryEventFetchOptions", "WorkflowListOptions",
        "WorkflowOptions", "WorkflowQueryOptions", "WorkflowService", "WorkflowSignalOptions", "WorkflowTerminateOptions",

        // Temporalio.Common
        "DeterministicRandom", "Priority", "RetryPolicy", "WorkflowHistory",

        // Temporalio.Converters
        "BinaryNullConverter", "BinaryPlainConverter", "BinaryProtoConverter", "ConverterExtensions", "DataConverter", "DefaultFailureConverter",
        "DefaultFailureConverterOptions", "DefaultPayloadConverter", "IEncodedRawValue", "IEncodingConverter", "IFailureConverter", "IPayloadCodec",
        "IPayloadConverter", "IRawValue", "JsonPlainConverter", "JsonProtoConverter", "RawValue",

        // Temporalio.Exceptions
        "ActivityFailureException", "ApplicationFailureException", "AsyncActivityCanceledException", "CanceledFailureException",
        "ChildWorkflowFailureException", "FailureException", "IFailureDetails", "InboundFailureDetails", "InvalidWorkflowOperationException",
        "OutboundFailureDetails", "RpcException", "RpcException.StatusCode", "RpcTimeoutOrCanceledException", "ServerFailureException", "TemporalException",
        "TerminatedFailureException", "TimeoutFailureException", "WorkflowAlreadyStartedException", "WorkflowContinuedAsNewException",
        "WorkflowFailedException", "WorkflowNondeterminismException", "WorkflowQueryFailedException", "WorkflowQueryRejectedException",
        "WorkflowUpdateFailedException", "WorkflowUpdateRpcTimeoutOrCanceledException",

        // Temporalio.Extensions.Hosting and Microsoft.Extensions.DependencyInjection
        "ITemporalWorkerServiceOptionsBuilder", "TemporalHostingServiceCollectionExtensions", "TemporalWorkerServiceOptions",
        "TemporalWorkerServiceOptionsBuilderExtensions",

        // Temporalio.Testing
        "ActivityEnvironment", "DevServerOptions", "WorkflowEnvironment", "WorkflowEnvironmentStartLocalOptions",
        "WorkflowEnvironmentStartTimeSkippingOptions",

        // Temporalio.Worker
        "IWorkerClient", "TemporalWorker", "TemporalWorkerOptions", "WorkflowReplayer", "WorkflowReplayerOptions", "WorkflowReplayResult",
        "WorkflowStackTrace",

        // Temporalio.Workflows
        "ActivityCancellationType", "ActivityOptions", "ContinueAsNewException", "ContinueAsNewOptions", "DelayOptions", "ExternalWorkflowHandle",
        "ExternalWorkflowHandle`1", "ExternalWorkflowSignalOptions", "HandlerUnfinishedPolicy", "MemoUpdate", "Mutex", "Semaphore", "WaitConditionOptions",
        "Workflow", "Workflow.Unsafe", "WorkflowAttribute", "WorkflowDefinition", "WorkflowInfo", "WorkflowInfo.ParentInfo", "WorkflowInfo.RootInfo",
        "WorkflowInitAttribute", "WorkflowQueryAttribute", "WorkflowQueryDefinition", "WorkflowRunAttribute", "WorkflowSignalAttribute",
        "WorkflowSignalDefinition",
    ];

    private static readonly Assembly[] _assemblies =
    [
        typeof(TemporalClient).Assembly, typeof(WorkflowEnvironment).Assembly, typeof(Extensions.Hosting.TemporalWorkerServiceOptions).Assembly,
    ];

    [Fact]
    public void Only_types_of_the_official_package_are_public()
    {
        var ours = _assemblies.SelectMany(a => a.GetExportedTypes()).Select(Name);
        Assert.Empty(ours.Except(_official));
    }

    [Fact]
    public void Options_can_be_cloned()
    {
        var options = _assemblies.SelectMany(a => a.GetExportedTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(options);
        Assert.All(options, t => Assert.True(typeof(ICloneable).IsAssignableFrom(t), $"{t} is not ICloneable."));
        Assert.All(options, t => Assert.NotNull(t.GetConstructor(Type.EmptyTypes)));
    }

    private static string Name(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;
}
