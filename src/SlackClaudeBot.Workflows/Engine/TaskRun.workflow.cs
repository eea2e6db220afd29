using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Prompts;
using SlackClaudeBot.Workflows.Reviews;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What the parts of one running task share: its input and rules, where it stands, what people said, and how they are told.</summary>
internal sealed class TaskRun
{
    private readonly CancellationTokenSource _cancelled = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);

    public TaskRun(TaskRequest task)
    {
        Task = task;
        Policy = task.Policy;
        Budget = new Budget(Policy.BudgetUsd);
        Prompts = new PromptWriter(task);
        Progress = new TaskProgress(task, Workflow.Info.WorkflowId, Workflow.UtcNow, Budget);
        Index = new TaskIndex(Progress, Budget);
        Calls = new Calls(Progress);
        Events = new EventPublisher(Progress, Calls);
        Slot = new WorkSlot(this);
    }

    public TaskRequest Task { get; }

    public TaskKind Kind => TaskKinds.Get(Task.Kind);

    public TaskPolicy Policy { get; }

    public Budget Budget { get; }

    public PromptWriter Prompts { get; }

    public TaskProgress Progress { get; }

    public TaskInbox Inbox { get; } = new();

    public TaskIndex Index { get; }

    public EventPublisher Events { get; }

    public MetricsLog Metrics { get; } = new();

    /// <summary>The stages that have ended, oldest first.</summary>
    public List<StageOutcome> Outcomes { get; } = [];

    public Calls Calls { get; }

    /// <summary>The task's slot on its host.</summary>
    public WorkSlot Slot { get; }

    /// <summary>Ends what is under way when a person or Temporal cancels.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    public string WorkflowId => Workflow.Info.WorkflowId;

    /// <summary>Takes a person's cancellation.</summary>
    public void Cancel(Cancel signal)
    {
        Inbox.Receive(signal);
        _cancelled.Cancel();
    }

    /// <summary>Takes a reply, and tells its author what it was taken as.</summary>
    public void Receive(TaskReply reply)
    {
        // Others can name this task, for example in the metadata of a message; only the task itself knows where it is shown.
        if (Progress.Shown?.Id == reply.Under)
        {
            Events.Acknowledge(reply, Inbox.Receive(reply, Task.Requester, Workflow.UtcNow));
        }
    }

    /// <summary>Waits here, between two steps, while a person has paused the task, and for a slot if the next state needs one; then enters it.</summary>
    public async Task EnterAsync(WorkStatus status, string? detail = null)
    {
        Cancelled.ThrowIfCancellationRequested();
        if (Inbox.IsPaused)
        {
            Slot.Release();
            Enter(WorkStatus.Paused, "Paused; it goes on when somebody resumes it.");
            await Workflow.WaitConditionAsync(() => !Inbox.IsPaused, Cancelled);
        }

        if (status.IsAtWork())
        {
            await Slot.TakeAsync();
        }
        else if (status != WorkStatus.Provisioning)
        {
            Slot.Release();
        }

        Enter(status, detail);
    }

    /// <summary>Enters one of the final states.</summary>
    public void End(TaskEnd end)
    {
        Progress.End(end, Workflow.UtcNow);
        Index.Update();
    }

    /// <summary>Why something failed, for people.</summary>
    public string Reason(Exception exception) => Failures.Reason(exception, Kind);

    /// <summary>Whether an exception means that this task was cancelled.</summary>
    public bool IsCancellation(Exception exception) => Cancelled.IsCancellationRequested && TemporalException.IsCanceledException(exception);

    /// <summary>Shows a state and makes it searchable, without waiting for anything.</summary>
    public void Enter(WorkStatus status, string? detail)
    {
        Progress.Enter(status, detail);
        Index.Update();
    }
}
