using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Command.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>What a workflow asks of the service where there is nothing, or no longer anything, to wait for.</summary>
public class WaitingTests
{
    [Fact]
    public void A_delay_of_no_time_is_the_shortest_of_timers_and_an_endless_one_is_none()
    {
        var timer = Assert.Single(Answer<Delays>()).StartTimerCommandAttributes;
        Assert.Equal(("1", TimeSpan.FromMilliseconds(1)), (timer.TimerId, timer.StartToFireTimeout.ToTimeSpan()));
    }

    [Fact]
    public void A_delay_cannot_be_negative() => Assert.Throws<ArgumentException>(Answer<Impossible>);

    [Fact]
    public void What_is_cancelled_before_it_was_sent_is_not_sent() =>
        Assert.NotNull(Assert.Single(Answer<Hesitant>()).CompleteWorkflowExecutionCommandAttributes);

    [Fact]
    public void A_condition_that_is_met_in_time_leaves_no_timer() =>
        Assert.NotNull(Assert.Single(Answer<Quick>()).CompleteWorkflowExecutionCommandAttributes);

    private static IReadOnlyList<Command> Answer<T>() => FirstTask.Answer<T>(NullLoggerFactory.Instance, signal: "any");

    [Workflow]
    public class Delays
    {
        [WorkflowRun]
        public Task RunAsync() => Workflow.WhenAllAsync(Workflow.DelayAsync(0), Workflow.DelayAsync(Timeout.Infinite));
    }

    [Workflow]
    public class Impossible
    {
        [WorkflowRun]
        public Task RunAsync() => Workflow.DelayAsync(-2);
    }

    [Workflow]
    public class Hesitant
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            using var changedMind = new CancellationTokenSource();
            var options = LocalService.Short;
            options.CancellationToken = changedMind.Token;
            var activity = Workflow.ExecuteActivityAsync("any", [], options);
            var delay = Workflow.DelayAsync(1_000, changedMind.Token);
            var signal = Workflow.GetExternalWorkflowHandle("other").SignalAsync("any", [], new() { CancellationToken = changedMind.Token });
            changedMind.Cancel();

            Assert.True(TemporalException.IsCanceledException(Assert.IsType<ActivityFailureException>(await FailureOfAsync(activity))));
            Assert.IsAssignableFrom<OperationCanceledException>(await FailureOfAsync(delay));
            Assert.IsType<CanceledFailureException>(await FailureOfAsync(signal));
            var tooLate = Assert.IsType<CanceledFailureException>(await FailureOfAsync(Workflow.ExecuteActivityAsync("any", [], options)));
            Assert.Equal("Activity cancelled before scheduled", tooLate.Message);
        }

        private static async Task<Exception?> FailureOfAsync(Task task)
        {
            try
            {
                await task;
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }
    }

    [Workflow]
    public class Quick
    {
        private bool _met;

        [WorkflowRun]
        public async Task RunAsync()
        {
            var waiting = Workflow.WaitConditionAsync(() => _met, TimeSpan.FromHours(1));
            _met = true;
            Assert.True(await waiting);
        }
    }
}
