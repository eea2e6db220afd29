using Temporalio.Exceptions;
using Temporalio.Tests.Goldens.Workflows;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Goldens;

/// <summary>Workflows written anew in C# replay what the official SDK did with the same ones.</summary>
[Trait("Category", "Goldens")]
public class ReplayTests
{
    public static TheoryData<string> Scenarios => [.. Recordings.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Replays_every_recorded_history(string scenario)
    {
        var failures = new List<string>();
        foreach (var (label, history) in Recordings.Histories(scenario))
        {
            var result = await Replayer().ReplayWorkflowAsync(history, throwOnReplayFailure: false);
            if (result.ReplayFailure is { } failure)
            {
                failures.Add($"{label}: {failure.Message}");
            }
        }

        if (Recordings.NotYet.Contains(scenario))
        {
            Assert.True(failures.Count > 0, $"{scenario} replays now: take it off the list.");
        }
        else
        {
            Assert.Empty(failures);
        }
    }

    [Fact]
    public async Task Fails_where_the_code_has_changed()
    {
        var (_, history) = Recordings.Histories("nondeterminism").Single();
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ChangingV2>());
        var error = await Assert.ThrowsAsync<WorkflowNondeterminismException>(() => replayer.ReplayWorkflowAsync(history));
        Assert.Equal(
            "[TMPRL1100] Nondeterminism error: Timer machine does not handle this event: HistoryEvent(id: 5, ActivityTaskScheduled)", error.Message);
    }

    [Fact]
    public async Task Fails_where_an_activity_has_another_id()
    {
        var (_, history) = Recordings.Histories("hello_activity").Single();
        foreach (var scheduled in history.Events.Select(e => e.ActivityTaskScheduledEventAttributes).Where(a => a is not null))
        {
            scheduled.ActivityId = "2";
        }

        await Assert.ThrowsAsync<WorkflowNondeterminismException>(() => Replayer().ReplayWorkflowAsync(history));
    }

    [Fact]
    public async Task Fails_where_the_code_has_a_bug()
    {
        var (_, history) = Recordings.Histories("hello").First();
        history.Events.First().WorkflowExecutionStartedEventAttributes.WorkflowType.Name = nameof(Buggy);
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<Buggy>());

        var error = await Assert.ThrowsAsync<InvalidWorkflowOperationException>(() => replayer.ReplayWorkflowAsync(history));

        Assert.Equal("a bug", Assert.IsType<FormatException>(error.InnerException).Message);
        var result = await replayer.ReplayWorkflowAsync(history, throwOnReplayFailure: false);
        Assert.IsType<InvalidWorkflowOperationException>(result.ReplayFailure);
    }

    [Fact]
    public async Task Fails_where_the_code_ends_too_early()
    {
        var (_, history) = Recordings.Histories("timers").First(h => h.Label == "fires");
        var started = history.Events.First().WorkflowExecutionStartedEventAttributes;
        started.WorkflowType.Name = "Hello";
        await Assert.ThrowsAsync<WorkflowNondeterminismException>(() => Replayer().ReplayWorkflowAsync(history));
    }

    [Workflow]
    public class Buggy
    {
        [WorkflowRun]
        public Task RunAsync() => throw new FormatException("a bug");
    }

    private static WorkflowReplayer Replayer() => new(Register(new WorkflowReplayerOptions()));

    private static WorkflowReplayerOptions Register(WorkflowReplayerOptions options)
    {
        foreach (var type in RecordedWorkflows.All)
        {
            options.AddWorkflow(type);
        }

        return options;
    }
}
