using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Commands;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>Runs activities.</content>
internal sealed partial class WorkflowInstance
{
    private int _activities;

    public Task<TResult> ExecuteActivityAsync<TResult>(string activity, IReadOnlyCollection<object?> args, ActivityOptions options)
    {
        RequireWritable();
        ArgumentNullException.ThrowIfNull(options);
        if (options.StartToCloseTimeout is null && options.ScheduleToCloseTimeout is null)
        {
            throw new ArgumentException("An activity must have a StartToCloseTimeout or a ScheduleToCloseTimeout.", nameof(options));
        }

        var token = options.CancellationToken ?? CancellationToken;
        if (token.IsCancellationRequested)
        {
            return Task.FromException<TResult>(new CanceledFailureException("Activity cancelled before scheduled"));
        }

        var command = new ActivityCommand(ToAttributes(activity, args, options), options.CancellationType, UserMetadataOf(options.Summary));
        _ledger.Add(command);
        var stack = StackOfCaller();
        return Queue(() => TracedAsync(stack, async () =>
        {
            using var registration = token.Register(() => CancelActivity(command));
            var outcome = await command.Outcome;
            return outcome.Failure is { } failure ? throw ToException(failure) : ToResult<TResult>(outcome.Result);
        }));
    }

    private ScheduleActivityTaskCommandAttributes ToAttributes(string activity, IReadOnlyCollection<object?> args, ActivityOptions options) => new()
    {
        // The number is used up whether or not the activity has an id of its own.
        ActivityId = ++_activities is var number && options.ActivityId is { } id ? id : $"{number}",
        ActivityType = new() { Name = activity },
        TaskQueue = new() { Name = options.TaskQueue ?? Info.TaskQueue, Kind = Api.Enums.V1.TaskQueueKind.Normal },
        Input = ToPayloads(args),
        ScheduleToCloseTimeout = options.ScheduleToCloseTimeout?.ToDuration(),
        ScheduleToStartTimeout = options.ScheduleToStartTimeout?.ToDuration(),
        StartToCloseTimeout = options.StartToCloseTimeout?.ToDuration(),
        HeartbeatTimeout = options.HeartbeatTimeout?.ToDuration(),
        RetryPolicy = options.RetryPolicy?.ToProto(),
        RequestEagerExecution = !options.DisableEagerActivityExecution,
        Priority = options.Priority?.ToProto(),
    };

    private void CancelActivity(ActivityCommand command)
    {
        if (command.Outcome.IsCompleted)
        {
            return;
        }

        if (command.EventId == 0)
        {
            _ledger.Remove(command);
        }
        else if (command.CancellationType != ActivityCancellationType.Abandon)
        {
            _ledger.Add(new CancelActivityCommand(command.EventId));
            if (command.CancellationType == ActivityCancellationType.WaitCancellationCompleted)
            {
                return;
            }
        }

        _resolutions.Enqueue(() => command.Resolve(new(null, command.Canceled())));
    }

    private TResult ToResult<TResult>(Payloads? result) => typeof(TResult) == typeof(ValueTuple) || result is null or { Payloads_.Count: 0 }
        ? default!
        : _payloads.ToValue<TResult>(result.Payloads_[0]);
}
