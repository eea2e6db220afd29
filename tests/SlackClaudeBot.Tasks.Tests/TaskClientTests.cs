using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Tasks.Tests;

public sealed class TaskClientTests
{
    private readonly ITemporalClient _temporal = Substitute.For<ITemporalClient>();
    private readonly WorkflowHandle _handle;
    private readonly TaskClient _tasks;

    public TaskClientTests()
    {
        _handle = Substitute.For<WorkflowHandle>(_temporal, TaskStates.WorkflowId, null, null, null);
        _temporal.GetWorkflowHandle(TaskStates.WorkflowId).Returns(_handle);
        _tasks = new TaskClient(_temporal, new TemporalOptions { TaskQueue = "queue" });
    }

    [Fact]
    public async Task A_start_finds_the_run_that_exists_instead_of_making_another()
    {
        var task = TaskStates.Waiting().Task;

        await _tasks.StartAsync(task, CancellationToken.None);

        await _temporal.Received(1).StartWorkflowAsync(
            "BugFixWorkflow",
            Arg.Is<IReadOnlyCollection<object?>>(args => ReferenceEquals(args.Single(), task)),
            Arg.Is<WorkflowOptions>(options =>
                options.Id == TaskStates.WorkflowId
                && options.TaskQueue == "queue"
                && options.IdConflictPolicy == WorkflowIdConflictPolicy.UseExisting
                && options.IdReusePolicy == WorkflowIdReusePolicy.RejectDuplicate
                && options.TypedSearchAttributes!.Get(TaskSearchAttributes.Channel) == TaskStates.Channel
                && options.TypedSearchAttributes.Get(TaskSearchAttributes.Status) == "pending"
                && options.Rpc!.Timeout <= TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Starting_an_ended_task_again_is_not_an_error()
    {
        _temporal.StartWorkflowAsync("", [], new()).ThrowsAsyncForAnyArgs(new WorkflowAlreadyStartedException("exists", TaskStates.WorkflowId, "BugFixWorkflow", "run"));

        await _tasks.StartAsync(TaskStates.Waiting().Task, CancellationToken.None);
    }

    [Fact]
    public async Task A_start_that_is_not_accepted_is_an_error()
    {
        _temporal.StartWorkflowAsync("", [], new()).ThrowsAsyncForAnyArgs(new RpcException(RpcException.StatusCode.Unavailable, "down", null));

        await Assert.ThrowsAsync<RpcException>(() => _tasks.StartAsync(TaskStates.Waiting().Task, CancellationToken.None));
    }

    [Fact]
    public async Task A_task_answers_with_its_state()
    {
        var state = TaskStates.Waiting();
        _handle.QueryAsync<TaskState>(QueryNames.GetState, Arg.Any<IReadOnlyCollection<object?>>(), Arg.Any<WorkflowQueryOptions>()).Returns(state);

        Assert.Equal(new TaskLookup(true, state), await _tasks.FindAsync(TaskStates.WorkflowId, CancellationToken.None));
    }

    public static TheoryData<Exception, bool> Silences => new()
    {
        { new RpcException(RpcException.StatusCode.NotFound, "none", null), false },
        { new RpcException(RpcException.StatusCode.DeadlineExceeded, "slow", null), true },
        { new WorkflowQueryFailedException("unknown query"), true },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_task_that_does_not_answer_differs_from_one_that_is_not_there(Exception thrown, bool exists)
    {
        _handle.QueryAsync<TaskState>("", [], null).ThrowsAsyncForAnyArgs(thrown);
        _handle.DescribeAsync().ThrowsAsyncForAnyArgs(new RpcException(RpcException.StatusCode.Unavailable, "down", null));

        Assert.Equal(new TaskLookup(exists, null), await _tasks.FindAsync(TaskStates.WorkflowId, CancellationToken.None));
    }

    [Fact]
    public async Task A_signal_to_an_ended_task_is_reported_and_a_refused_one_is_an_error()
    {
        Assert.True(await _tasks.SignalAsync(TaskStates.WorkflowId, SignalNames.Cancel, new Cancel("1", "U1"), CancellationToken.None));

        _handle.SignalAsync("", [], null).ThrowsAsyncForAnyArgs(new RpcException(RpcException.StatusCode.NotFound, "completed", null));
        Assert.False(await _tasks.SignalAsync(TaskStates.WorkflowId, SignalNames.Cancel, new Cancel("1", "U1"), CancellationToken.None));

        _handle.SignalAsync("", [], null).ThrowsAsyncForAnyArgs(new RpcException(RpcException.StatusCode.Unavailable, "down", null));
        await Assert.ThrowsAsync<RpcException>(() => _tasks.SignalAsync(TaskStates.WorkflowId, SignalNames.Cancel, new Cancel("1", "U1"), CancellationToken.None));
    }
}
