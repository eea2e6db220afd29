using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

public sealed class ActivityBackoffTests
{
    [Fact]
    public async Task Pauses_between_attempts_grow_to_their_bound_unless_a_failure_names_its_own()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a", a => a.RetryPolicy = new RetryPolicy
        {
            InitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
            BackoffCoefficient = 3,
            MaximumInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
        }));
        double[] pauses = [await FailAsync(null), await FailAsync(null), await FailAsync(null), await FailAsync(7), await FailAsync(null)];
        Assert.Equal([1, 3, 9, 7, 10], pauses);

        // Not a moment before: a worker asks while the last pause is still to pass.
        var early = service.PollActivityTaskAsync();
        clock.Pass(TimeSpan.FromSeconds(9.999));
        Assert.Equal(6, (await PendingAsync(service)).Attempt);
        Assert.Null((await PendingAsync(service)).LastStartedTime);
        clock.Pass(TimeSpan.FromSeconds(0.001));
        Assert.Equal(6, (await early).Attempt);

        async Task<double> FailAsync(int? delay)
        {
            var task = await service.PollActivityTaskAsync();
            var failure = new Failure { ApplicationFailureInfo = new() { NextRetryDelay = delay is { } seconds ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null } };
            await service.Client.CallAsync(new RespondActivityTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Failure = failure });
            var pending = await PendingAsync(service);
            var pause = pending.NextAttemptScheduleTime.ToDateTimeOffset() - pending.LastAttemptCompleteTime.ToDateTimeOffset();
            Assert.Equal(pause, pending.CurrentRetryInterval.ToTimeSpan());
            if (task.Attempt < 5)
            {
                clock.Pass(pause);
            }

            return pause.TotalSeconds;
        }
    }

    private static async Task<PendingActivityInfo> PendingAsync(TestService service) => (await service.DescribeAsync("w")).PendingActivities.Single();
}
