using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client.Starting;

/// <summary>Starts a workflow, or signals it and starts it where it does not run.</summary>
internal static class WorkflowStart
{
    /// <returns>The run that was started, or that runs already.</returns>
    public static async Task<string> RunAsync(ITemporalClient client, string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(options.Id) || string.IsNullOrEmpty(options.TaskQueue))
        {
            throw new ArgumentException("Id and TaskQueue must be set.", nameof(options));
        }

        var rpc = RpcOptions.Retrying(options.Rpc);
        try
        {
            var request = await ToRequestAsync(client, workflow, args, options).ConfigureAwait(false);
            if (options.StartSignal is null)
            {
                return (await client.WorkflowService.StartWorkflowExecutionAsync(request, rpc).ConfigureAwait(false)).RunId;
            }

            var withSignal = await WithSignalAsync(client.Options.DataConverter, request, options).ConfigureAwait(false);
            return (await client.WorkflowService.SignalWithStartWorkflowExecutionAsync(withSignal, rpc).ConfigureAwait(false)).RunId;
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.AlreadyExists && e.Detail<WorkflowExecutionAlreadyStartedFailure>() is { } existing)
        {
            throw new WorkflowAlreadyStartedException(e.Message, options.Id, workflow, existing.RunId);
        }
    }

    private static async Task<StartWorkflowExecutionRequest> ToRequestAsync(
        ITemporalClient client, string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
    {
        var converter = client.Options.DataConverter;
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = client.Options.Namespace,
            WorkflowId = options.Id,
            WorkflowType = new() { Name = workflow },
            TaskQueue = new() { Name = options.TaskQueue },
            Identity = client.Identity(),
            RequestId = Guid.NewGuid().ToString(),
            WorkflowIdReusePolicy = options.IdReusePolicy,
            WorkflowIdConflictPolicy = options.IdConflictPolicy,
            WorkflowExecutionTimeout = options.ExecutionTimeout?.ToDuration(),
            WorkflowRunTimeout = options.RunTimeout?.ToDuration(),
            WorkflowTaskTimeout = options.TaskTimeout?.ToDuration(),
            WorkflowStartDelay = options.StartDelay?.ToDuration(),
            RetryPolicy = options.RetryPolicy?.ToProto(),
            CronSchedule = options.CronSchedule ?? string.Empty,
            Priority = options.Priority?.ToProto(),
            UserMetadata = await UserMetadataAsync(converter, options).ConfigureAwait(false),
            Input = await converter.ToInputAsync(args).ConfigureAwait(false),
        };
        if (options.Memo is { Count: > 0 } memo)
        {
            request.Memo = new();
            foreach (var (key, value) in memo)
            {
                request.Memo.Fields.Add(key, await converter.ToPayloadAsync(value).ConfigureAwait(false));
            }
        }

        return request;
    }

    private static async Task<SignalWithStartWorkflowExecutionRequest> WithSignalAsync(
        DataConverter converter, StartWorkflowExecutionRequest start, WorkflowOptions options) => new()
        {
            Namespace = start.Namespace,
            WorkflowId = start.WorkflowId,
            WorkflowType = start.WorkflowType,
            TaskQueue = start.TaskQueue,
            Identity = start.Identity,
            RequestId = start.RequestId,
            WorkflowIdReusePolicy = start.WorkflowIdReusePolicy,
            WorkflowIdConflictPolicy = start.WorkflowIdConflictPolicy,
            WorkflowExecutionTimeout = start.WorkflowExecutionTimeout,
            WorkflowRunTimeout = start.WorkflowRunTimeout,
            WorkflowTaskTimeout = start.WorkflowTaskTimeout,
            WorkflowStartDelay = start.WorkflowStartDelay,
            RetryPolicy = start.RetryPolicy,
            CronSchedule = start.CronSchedule,
            Priority = start.Priority,
            UserMetadata = start.UserMetadata,
            Input = start.Input,
            Memo = start.Memo,
            SignalName = options.StartSignal,
            SignalInput = await converter.ToInputAsync(options.StartSignalArgs ?? []).ConfigureAwait(false),
        };

    private static async Task<UserMetadata?> UserMetadataAsync(DataConverter converter, WorkflowOptions options) =>
        options.StaticSummary is null && options.StaticDetails is null ? null : new()
        {
            Summary = options.StaticSummary is { } summary ? await converter.ToPayloadAsync(summary).ConfigureAwait(false) : null,
            Details = options.StaticDetails is { } details ? await converter.ToPayloadAsync(details).ConfigureAwait(false) : null,
        };
}
