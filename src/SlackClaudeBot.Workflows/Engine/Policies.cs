using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Common;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// How long activities may take and how often they are tried. Retries are counted, not timed: a bot that was off for a
/// night goes on where it was.
/// </summary>
internal static class Policies
{
    /// <summary>How long a host may be unresponsive before it is considered lost. Well above a restart of the bot.</summary>
    public static readonly TimeSpan HostUnresponsiveTimeout = TimeSpan.FromMinutes(5);

    /// <summary>What the agent may take beyond its own timeout, to be interrupted and to hand over what it has.</summary>
    public static readonly TimeSpan AgentGrace = TimeSpan.FromMinutes(5);

    /// <summary>A host that dies in the middle of an activity is noticed after this.</summary>
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(60);

    /// <summary>A task may wait for others longer than for any single step.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(30);

    /// <summary>Not retried: a person must change something, or the workflow does something else.</summary>
    private static readonly string[] _nonRetryableErrorTypes = [FailureTypes.SandboxLost, FailureTypes.InvalidRequest, FailureTypes.PolicyViolation];

    /// <summary>An event that people need in order to go on: about an hour of trying.</summary>
    public static ActivityOptions NeededEvent(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(45),
        RetryPolicy = Retry(60, TimeSpan.FromMinutes(1)),
        Priority = TaskPriorities.Review,
        CancellationToken = cancellation,
    };

    /// <summary>A task's first event: the reviews of others go before it.</summary>
    public static ActivityOptions OpenTask(CancellationToken cancellation)
    {
        var options = NeededEvent(cancellation);
        options.Priority = TaskPriorities.Begin;
        return options;
    }

    /// <summary>An event that only shows what is known: some minutes of trying, cancelled by nothing.</summary>
    public static ActivityOptions Event() => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(45),
        RetryPolicy = Retry(12, TimeSpan.FromMinutes(1)),
        Priority = TaskPriorities.Show,
        CancellationToken = CancellationToken.None,
    };

    /// <summary>Best-effort lookup: few retries; the workflow continues without it.</summary>
    public static ActivityOptions LookUp(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(45),
        RetryPolicy = Retry(4, TimeSpan.FromSeconds(30)),
        CancellationToken = cancellation,
    };

    /// <summary>Making a sandbox on a host that has room. It waits for one without limit; the making itself is bounded by the activity.</summary>
    public static ActivityOptions Provision(Priority priority, CancellationToken cancellation) => new()
    {
        TaskQueue = WorkQueues.Waiting(Workflow.Info.TaskQueue),
        StartToCloseTimeout = _longestWait,
        HeartbeatTimeout = _heartbeat,
        RetryPolicy = Retry(40, TimeSpan.FromMinutes(2)),
        Priority = priority,
        CancellationToken = cancellation,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
    };

    /// <summary>Returning to a host that may be busy. It takes the call at once and waits without limit; a host that does not take it is lost.</summary>
    public static ActivityOptions TakeSlot(string hostTaskQueue, CancellationToken cancellation) => new()
    {
        TaskQueue = WorkQueues.Waiting(hostTaskQueue),
        ScheduleToStartTimeout = HostUnresponsiveTimeout,
        StartToCloseTimeout = _longestWait,
        HeartbeatTimeout = _heartbeat,
        RetryPolicy = Retry(attempts: 0, TimeSpan.FromMinutes(2)),
        Priority = TaskPriorities.Review,
        CancellationToken = cancellation,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
    };

    /// <summary>Releasing a slot; a host that is silent releases it itself.</summary>
    public static ActivityOptions ReleaseSlot(string hostTaskQueue) => new()
    {
        TaskQueue = hostTaskQueue,
        ScheduleToStartTimeout = HostUnresponsiveTimeout,
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        RetryPolicy = Retry(10, TimeSpan.FromMinutes(1)),
        Priority = TaskPriorities.End,
        CancellationToken = CancellationToken.None,
    };

    /// <summary>Looking up a place in the queue: the next look makes up for a failed one.</summary>
    public static ActivityOptions FindPlace(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(20),
        RetryPolicy = Retry(2, TimeSpan.FromSeconds(5)),
        Priority = TaskPriorities.LookUp,
        CancellationToken = cancellation,
    };

    /// <summary>Work with git beside the sandbox.</summary>
    public static ActivityOptions Repositories(string hostTaskQueue, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, TimeSpan.FromMinutes(30), 40, TaskPriorities.Review, cancellation);

    /// <summary>Pushing what was approved.</summary>
    public static ActivityOptions Push(string hostTaskQueue, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, TimeSpan.FromMinutes(30), 40, TaskPriorities.End, cancellation);

    /// <summary>A run of the agent.</summary>
    public static ActivityOptions Agent(string hostTaskQueue, TimeSpan timeout, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, timeout + AgentGrace, 20, TaskPriorities.Review, cancellation);

    /// <summary>A run of the tests.</summary>
    public static ActivityOptions Tests(string hostTaskQueue, TimeSpan timeout, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, timeout + TimeSpan.FromMinutes(2), 10, TaskPriorities.Review, cancellation);

    /// <summary>A call of GitHub's API.</summary>
    public static ActivityOptions PullRequest(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        RetryPolicy = Retry(40, TimeSpan.FromMinutes(2)),
        Priority = TaskPriorities.End,
        CancellationToken = cancellation,
    };

    /// <summary>Removing a sandbox; where its host stays silent, the sweeper does it when the host is back.</summary>
    public static ActivityOptions RemoveSandbox(string hostTaskQueue) => new()
    {
        TaskQueue = hostTaskQueue,
        ScheduleToStartTimeout = HostUnresponsiveTimeout,
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        RetryPolicy = Retry(10, TimeSpan.FromMinutes(1)),
        Priority = TaskPriorities.End,
        CancellationToken = CancellationToken.None,
    };

    /// <summary>Writing the task's metrics.</summary>
    public static ActivityOptions Metrics() => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        RetryPolicy = Retry(10, TimeSpan.FromMinutes(1)),
        CancellationToken = CancellationToken.None,
    };

    private static ActivityOptions OnHost(string hostTaskQueue, TimeSpan timeout, int attempts, Priority priority, CancellationToken cancellation) => new()
    {
        TaskQueue = hostTaskQueue,
        ScheduleToStartTimeout = HostUnresponsiveTimeout,
        StartToCloseTimeout = timeout,
        HeartbeatTimeout = _heartbeat,
        RetryPolicy = Retry(attempts, TimeSpan.FromMinutes(2)),
        Priority = priority,
        CancellationToken = cancellation,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
    };

    private static RetryPolicy Retry(int attempts, TimeSpan longest) => new()
    {
        InitialInterval = TimeSpan.FromSeconds(1),
        BackoffCoefficient = 2,
        MaximumInterval = longest,
        MaximumAttempts = attempts,
        NonRetryableErrorTypes = _nonRetryableErrorTypes,
    };
}
