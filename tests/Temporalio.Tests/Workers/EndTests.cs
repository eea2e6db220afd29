using Temporalio.Api.Command.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>How workflows end, seen without a service: by their answer to a first task that brings a signal.</summary>
public sealed class EndTests : IDisposable
{
    private readonly LogLines _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_handler_may_continue_the_workflow_as_new()
    {
        var next = Assert.Single(Answer<Renewed>()).ContinueAsNewWorkflowExecutionCommandAttributes;
        Assert.Equal(nameof(Renewed), next.WorkflowType.Name);
    }

    [Fact]
    public void A_failure_that_cannot_be_written_fails_the_task() => Assert.Throws<NotSupportedException>(Answer<Unwritable>);

    [Fact]
    public void Handlers_that_still_run_are_warned_of_when_the_workflow_completes()
    {
        Assert.NotNull(Assert.Single(Answer<Hasty>()).CompleteWorkflowExecutionCommandAttributes);
        Assert.Contains("[TMPRL1102]", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Contains("running: Knock.", _log.Lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Handlers_that_end_in_the_same_task_are_not()
    {
        Assert.NotNull(Assert.Single(Answer<Patient>()).CompleteWorkflowExecutionCommandAttributes);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Handlers_of_a_workflow_that_fails_are_not()
    {
        Assert.NotNull(Assert.Single(Answer<Failing>()).FailWorkflowExecutionCommandAttributes);
        Assert.Empty(_log.Lines);
    }

    private IReadOnlyList<Command> Answer<T>() => FirstTask.Answer<T>(_log, signal: "Knock");

    [Workflow]
    public class Renewed
    {
        [WorkflowRun]
        public Task RunAsync() => Workflow.WaitConditionAsync(() => false);

        [WorkflowSignal]
        public Task KnockAsync() => throw Workflow.CreateContinueAsNewException((Renewed w) => w.RunAsync());
    }

    [Workflow]
    public class Unwritable
    {
        [WorkflowRun]
        public Task RunAsync() => throw new ApplicationFailureException("no", details: [typeof(string)]);
    }

    [Workflow]
    public class Hasty
    {
        [WorkflowRun]
        public Task RunAsync() => Task.CompletedTask;

        [WorkflowSignal]
        public Task KnockAsync() => Workflow.WaitConditionAsync(() => false);
    }

    [Workflow]
    public class Patient
    {
        private bool _over;

        [WorkflowRun]
        public Task RunAsync()
        {
            _over = true;
            return Task.CompletedTask;
        }

        [WorkflowSignal]
        public Task KnockAsync() => Workflow.WaitConditionAsync(() => _over);
    }

    [Workflow]
    public class Failing
    {
        [WorkflowRun]
        public Task RunAsync() => throw new ApplicationFailureException("no");

        [WorkflowSignal]
        public Task KnockAsync() => Workflow.WaitConditionAsync(() => false);
    }
}
