using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Prompts;
using SlackClaudeBot.Workflows.Reviews;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What the parts of one running task share: its input and rules, where it stands, what people said, and its thread.</summary>
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
        Thread = new TaskThread(Progress);
        Calls = new Calls(Progress);
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

    public TaskThread Thread { get; }

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

    /// <summary>Takes a rejection. The author of feedback that came too late is told what became of it.</summary>
    public void Receive(Reject signal)
    {
        if (Inbox.Receive(signal, Workflow.UtcNow) == ReplyDisposition.Note)
        {
            Thread.Acknowledge(signal);
        }
    }

    /// <summary>Takes a reply, and tells its author what it was taken as.</summary>
    public void Receive(ThreadReply reply)
    {
        // Any app of the workspace can write metadata that names this task; only the task itself knows where its card is.
        if (Progress.Card == reply.Thread)
        {
            Thread.Acknowledge(reply, Inbox.Receive(reply, Task.Requester, Workflow.UtcNow));
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

    /// <summary>Whether an exception means that this task was cancelled.</summary>
    public bool IsCancellation(Exception exception) => Cancelled.IsCancellationRequested && TemporalException.IsCanceledException(exception);

    /// <summary>Shows a state and makes it searchable, without waiting for anything.</summary>
    public void Enter(WorkStatus status, string? detail)
    {
        Progress.Enter(status, detail);
        Index.Update();
    }
}
