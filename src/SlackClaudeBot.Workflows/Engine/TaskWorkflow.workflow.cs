using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What every workflow of a task has: the signals that people send, the queries that tell where it stands, and an orderly end.</summary>
public abstract class TaskWorkflow
{
    private protected TaskWorkflow(TaskRequest task) => Run = new TaskRun(task);

    private protected TaskRun Run { get; }

    /// <summary>Approves the attempt that waits.</summary>
    [WorkflowSignal(SignalNames.Approve)]
    public Task ApproveAsync(Approve signal) => Take(() => Run.Inbox.Receive(signal, Workflow.UtcNow));

    /// <summary>Rejects the attempt that waits.</summary>
    [WorkflowSignal(SignalNames.Reject)]
    public Task RejectAsync(Reject signal) => Take(() => Run.Inbox.Receive(signal, Workflow.UtcNow));

    /// <summary>Lets a failed agent try once more.</summary>
    [WorkflowSignal(SignalNames.Retry)]
    public Task RetryAsync(Retry signal) => Take(() => Run.Inbox.Receive(signal, Workflow.UtcNow));

    /// <summary>Takes the rejection back that a reply was.</summary>
    [WorkflowSignal(SignalNames.Undo)]
    public Task UndoAsync(Undo signal) => Take(() => Run.Inbox.Receive(signal));

    /// <summary>Answers the agent's question.</summary>
    [WorkflowSignal(SignalNames.Answer)]
    public Task AnswerAsync(Answer signal) => Take(() => Run.Inbox.Receive(signal));

    /// <summary>Notes something for the next attempt.</summary>
    [WorkflowSignal(SignalNames.Note)]
    public Task NoteAsync(Note signal) => Take(() => Run.Inbox.Receive(signal));

    /// <summary>Takes what somebody wrote to the task, as an answer, feedback or a note: by what is pending.</summary>
    [WorkflowSignal(SignalNames.Reply)]
    public Task ReplyAsync(TaskReply signal) => Take(() => Run.Receive(signal));

    /// <summary>Ends the task.</summary>
    [WorkflowSignal(SignalNames.Cancel)]
    public Task CancelAsync(Cancel signal) => Take(() => Run.Cancel(signal));

    /// <summary>Holds the task before its next step.</summary>
    [WorkflowSignal(SignalNames.Pause)]
    public Task PauseAsync() => Take(Run.Inbox.Pause);

    /// <summary>Lets it go on.</summary>
    [WorkflowSignal(SignalNames.Resume)]
    public Task ResumeAsync() => Take(Run.Inbox.Resume);

    /// <summary>Decides whatever waits.</summary>
    [WorkflowSignal(SignalNames.ReviewChanges)]
    public Task ReviewChangesAsync(ReviewChanges signal) => Take(() => Run.Inbox.Receive(signal, Workflow.UtcNow));

    /// <summary>One of <see cref="WorkStatus"/>.</summary>
    [WorkflowQuery(QueryNames.GetStatus)]
    public WorkStatus GetStatus() => Run.Progress.Status;

    /// <summary>The agent's last result.</summary>
    [WorkflowQuery(QueryNames.GetClaudeResult)]
    public ClaudeResult? GetClaudeResult() => Run.Progress.LastResult;

    /// <summary>Everything.</summary>
    [WorkflowQuery(QueryNames.GetState)]
    public TaskState GetState() => Run.Progress.ToState() with { IsFeedbackTaken = Run.Inbox.Review?.Feedback.Count > 0 };

    /// <summary>Runs a list of stages in one workspace, and opens the pull requests of what they changed.</summary>
    private protected Task<TaskResult> RunStagesAsync(params IReadOnlyList<Stage> stages)
    {
        var workspace = new Workspace(Run);
        return RunToEndAsync(workspace, async () =>
        {
            await Run.Events.OpenAsync(Run.Cancelled);
            await workspace.OpenAsync();
            var runner = new StageRunner(Run, workspace);
            foreach (var stage in stages)
            {
                var outcome = await runner.RunAsync(stage);
                if (!outcome.IsApproved)
                {
                    return TaskEnd.NotApproved(outcome.Decision);
                }
            }

            return await DeliverAsync(runner, new ApprovedWork(Run, workspace));
        });
    }

    /// <summary>Opens pull requests. Work that GitHub refuses is not thrown away: it goes back to review with the reason.</summary>
    private async Task<TaskEnd> DeliverAsync(StageRunner runner, ApprovedWork work)
    {
        while (true)
        {
            var failure = await work.OpenPullRequestsAsync();
            if (failure is null)
            {
                return work.End;
            }

            var outcome = await runner.ReviewAgainAsync(failure);
            if (!outcome.IsApproved)
            {
                return outcome.Decision.Kind == DecisionKind.Expired ? TaskEnd.Failed($"{failure} {Kept(outcome)}") : TaskEnd.NotApproved(outcome.Decision);
            }
        }
    }

    /// <summary>Says where work is that was not delivered.</summary>
    private static string Kept(StageOutcome outcome) =>
        $"The work is kept as {string.Join(", ", outcome.Result!.Changes.Repositories.Where(r => r.Bundle is not null).Select(r => r.Bundle!.Key))}.";

    /// <summary>
    /// Runs a task's story to one of its ends. Whatever happened, people are told, the sandbox is removed and the
    /// metrics are written, also while the task is being cancelled.
    /// </summary>
    private protected async Task<TaskResult> RunToEndAsync(Workspace workspace, Func<Task<TaskEnd>> story)
    {
        var end = await EndOfAsync(story);
        Run.End(end);
        if (Run.Progress.Shown is not null)
        {
            Run.Events.Publish(new TaskEnded(Run.Progress.ToSnapshot(), end.Error, end.By));
        }

        Run.Metrics.Add(Run.Progress.ToMetrics(Workflow.Info.WorkflowType, Workflow.UtcNow));
        await Workflow.WhenAllAsync(workspace.CloseAsync(), Run.Metrics.CloseAsync(), Run.Events.CloseAsync());

        // Whoever cancelled with Temporal's own tools sees the run as cancelled there.
        Workflow.CancellationToken.ThrowIfCancellationRequested();
        return new TaskResult(end.Status, Run.Progress.PullRequests, end.Error, Workflow.UtcNow - Run.Progress.StartedAt);
    }

    private async Task<TaskEnd> EndOfAsync(Func<Task<TaskEnd>> story)
    {
        try
        {
            return await story();
        }
        catch (Exception e) when (Run.IsCancellation(e))
        {
            return TaskEnd.Cancelled(Run.Inbox.Cancellation);
        }
        catch (ActivityFailureException e)
        {
            return TaskEnd.Failed(Run.Reason(e));
        }
    }

    private static Task Take(Action receive)
    {
        receive();
        return Task.CompletedTask;
    }
}
