using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>A workflow with a retry policy of one attempt says why it is not retried.</summary>
public sealed class OneAttemptTests
{
    [Theory]
    [InlineData(true, false, RetryState.MaximumAttemptsReached)]
    [InlineData(true, true, RetryState.NonRetryableFailure)]
    [InlineData(false, false, RetryState.RetryPolicyNotSet)]
    public async Task A_failed_workflow_says_why_it_is_not_tried_again(bool hasPolicy, bool nonRetryable, RetryState state)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w", r => r.RetryPolicy = hasPolicy ? new RetryPolicy { MaximumAttempts = 1 } : null);
        var failure = new Failure { Message = "no", ApplicationFailureInfo = new() { NonRetryable = nonRetryable } };
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), new Command { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() { Failure = failure } });
        Assert.Equal(state, (await service.EventsAsync("w"))[^1].WorkflowExecutionFailedEventAttributes.RetryState);
    }

    [Fact]
    public async Task So_does_one_that_timed_out()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w", r => (r.RetryPolicy, r.WorkflowRunTimeout) = (new RetryPolicy { MaximumAttempts = 1 }, Duration.FromTimeSpan(TimeSpan.FromSeconds(1))));
        clock.Pass(TimeSpan.FromSeconds(1));
        await service.Server.Service.SettleAsync();
        Assert.Equal(RetryState.MaximumAttemptsReached, (await service.EventsAsync("w"))[^1].WorkflowExecutionTimedOutEventAttributes.RetryState);
    }

    [Fact]
    public async Task The_policy_is_kept_with_its_defaults()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w", r => r.RetryPolicy = new RetryPolicy { MaximumAttempts = 1 });
        var policy = (await service.EventsAsync("w"))[0].WorkflowExecutionStartedEventAttributes.RetryPolicy;
        Assert.Equal((1, 2, 100), (policy.InitialInterval.Seconds, policy.BackoffCoefficient, policy.MaximumInterval.Seconds));
    }
}
