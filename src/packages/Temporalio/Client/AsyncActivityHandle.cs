using Google.Protobuf;
using Temporalio.Client.Starting;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <summary>An activity that is completed from here, not by the worker that started it.</summary>
/// <param name="Client">The client.</param>
/// <param name="Activity">Which one.</param>
public record AsyncActivityHandle(ITemporalClient Client, AsyncActivityHandle.Reference Activity)
{
    /// <summary>How values travel, in place of the client's way.</summary>
    public DataConverter? DataConverterOverride { get; init; }

    private DataConverter Converter => DataConverterOverride ?? Client.Options.DataConverter;

    private string Namespace => Client.Options.Namespace;

    /// <summary>Tells that the activity is alive.</summary>
    /// <exception cref="AsyncActivityCanceledException">The activity is cancelled.</exception>
    public async Task HeartbeatAsync(AsyncActivityHeartbeatOptions? options = null)
    {
        var rpc = RpcOptions.Retrying(options?.Rpc);
        var details = await Converter.ToInputAsync(options?.Details ?? []).ConfigureAwait(false);
        var canceled = Activity switch
        {
            TaskTokenReference token => (await Client.WorkflowService.RecordActivityTaskHeartbeatAsync(
                new() { Namespace = Namespace, TaskToken = ByteString.CopyFrom(token.TaskToken), Details = details, Identity = Client.Identity() },
                rpc).ConfigureAwait(false)).CancelRequested,
            IdReference id => (await Client.WorkflowService.RecordActivityTaskHeartbeatByIdAsync(
                new()
                {
                    Namespace = Namespace,
                    WorkflowId = id.WorkflowId,
                    RunId = id.RunId ?? string.Empty,
                    ActivityId = id.ActivityId,
                    Details = details,
                    Identity = Client.Identity(),
                },
                rpc).ConfigureAwait(false)).CancelRequested,
            _ => throw Unknown(),
        };
        if (canceled)
        {
            throw new AsyncActivityCanceledException();
        }
    }

    /// <summary>Completes the activity.</summary>
    public async Task CompleteAsync(object? result = null, AsyncActivityCompleteOptions? options = null)
    {
        var rpc = RpcOptions.Retrying(options?.Rpc);
        var payloads = await Converter.ToInputAsync([result]).ConfigureAwait(false);
        await (Activity switch
        {
            TaskTokenReference token => (Task)Client.WorkflowService.RespondActivityTaskCompletedAsync(
                new() { Namespace = Namespace, TaskToken = ByteString.CopyFrom(token.TaskToken), Result = payloads, Identity = Client.Identity() },
                rpc),
            IdReference id => Client.WorkflowService.RespondActivityTaskCompletedByIdAsync(
                new()
                {
                    Namespace = Namespace,
                    WorkflowId = id.WorkflowId,
                    RunId = id.RunId ?? string.Empty,
                    ActivityId = id.ActivityId,
                    Result = payloads,
                    Identity = Client.Identity(),
                },
                rpc),
            _ => throw Unknown(),
        }).ConfigureAwait(false);
    }

    /// <summary>Fails the activity.</summary>
    public async Task FailAsync(Exception exception, AsyncActivityFailOptions? options = null)
    {
        var rpc = RpcOptions.Retrying(options?.Rpc);
        var failure = await Converter.ToFailureAsync(exception).ConfigureAwait(false);
        var last = await Converter.ToInputAsync(options?.LastHeartbeatDetails ?? []).ConfigureAwait(false);
        await (Activity switch
        {
            TaskTokenReference token => (Task)Client.WorkflowService.RespondActivityTaskFailedAsync(
                new()
                {
                    Namespace = Namespace,
                    TaskToken = ByteString.CopyFrom(token.TaskToken),
                    Failure = failure,
                    LastHeartbeatDetails = last,
                    Identity = Client.Identity(),
                },
                rpc),
            IdReference id => Client.WorkflowService.RespondActivityTaskFailedByIdAsync(
                new()
                {
                    Namespace = Namespace,
                    WorkflowId = id.WorkflowId,
                    RunId = id.RunId ?? string.Empty,
                    ActivityId = id.ActivityId,
                    Failure = failure,
                    LastHeartbeatDetails = last,
                    Identity = Client.Identity(),
                },
                rpc),
            _ => throw Unknown(),
        }).ConfigureAwait(false);
    }

    /// <summary>Tells that the activity has stopped because it was cancelled.</summary>
    public async Task ReportCancellationAsync(AsyncActivityReportCancellationOptions? options = null)
    {
        var rpc = RpcOptions.Retrying(options?.Rpc);
        var details = await Converter.ToInputAsync(options?.Details ?? []).ConfigureAwait(false);
        await (Activity switch
        {
            TaskTokenReference token => (Task)Client.WorkflowService.RespondActivityTaskCanceledAsync(
                new() { Namespace = Namespace, TaskToken = ByteString.CopyFrom(token.TaskToken), Details = details, Identity = Client.Identity() },
                rpc),
            IdReference id => Client.WorkflowService.RespondActivityTaskCanceledByIdAsync(
                new()
                {
                    Namespace = Namespace,
                    WorkflowId = id.WorkflowId,
                    RunId = id.RunId ?? string.Empty,
                    ActivityId = id.ActivityId,
                    Details = details,
                    Identity = Client.Identity(),
                },
                rpc),
            _ => throw Unknown(),
        }).ConfigureAwait(false);
    }

    private InvalidOperationException Unknown() => new($"Unknown reference {Activity}.");

    /// <summary>Names an activity.</summary>
    public abstract record Reference
    {
        private protected Reference()
        {
        }
    }

    /// <summary>Names an activity by its workflow and id.</summary>
    public record IdReference(string WorkflowId, string? RunId, string ActivityId) : Reference;

    /// <summary>Names an activity's attempt by its token.</summary>
    public record TaskTokenReference(byte[] TaskToken) : Reference;
}
