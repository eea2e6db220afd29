using SlackClaudeBot.Workflows.Contracts;
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

    /// <summary>Not retried: a person must change something, or the workflow does something else.</summary>
    private static readonly string[] _nonRetryableErrorTypes = [FailureTypes.SandboxLost, FailureTypes.InvalidRequest, FailureTypes.PolicyViolation];

    /// <summary>A message that people need in order to go on: about an hour of trying.</summary>
    public static ActivityOptions Message(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(45),
        RetryPolicy = Retry(60, TimeSpan.FromMinutes(1)),
        CancellationToken = cancellation,
    };

    /// <summary>An edit that only shows what is known: some minutes of trying, cancelled by nothing.</summary>
    public static ActivityOptions Edit() => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(45),
        RetryPolicy = Retry(12, TimeSpan.FromMinutes(1)),
        CancellationToken = CancellationToken.None,
    };

    /// <summary>Best-effort lookup: few retries; the workflow continues without it.</summary>
    public static ActivityOptions LookUp(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(45),
        RetryPolicy = Retry(4, TimeSpan.FromSeconds(30)),
        CancellationToken = cancellation,
    };

    /// <summary>Making a sandbox: seconds, where the engine is well.</summary>
    public static ActivityOptions Provision(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(10),
        HeartbeatTimeout = _heartbeat,
        RetryPolicy = Retry(40, TimeSpan.FromMinutes(2)),
        CancellationToken = cancellation,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
    };

    /// <summary>Work with git beside the sandbox.</summary>
    public static ActivityOptions Repositories(string hostTaskQueue, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, TimeSpan.FromMinutes(30), 40, cancellation);

    /// <summary>A run of the agent.</summary>
    public static ActivityOptions Agent(string hostTaskQueue, TimeSpan timeout, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, timeout + AgentGrace, 20, cancellation);

    /// <summary>A run of the tests.</summary>
    public static ActivityOptions Tests(string hostTaskQueue, TimeSpan timeout, CancellationToken cancellation) =>
        OnHost(hostTaskQueue, timeout + TimeSpan.FromMinutes(2), 10, cancellation);

    /// <summary>A call of GitHub's API.</summary>
    public static ActivityOptions PullRequest(CancellationToken cancellation) => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        RetryPolicy = Retry(40, TimeSpan.FromMinutes(2)),
        CancellationToken = cancellation,
    };

    /// <summary>Removing a sandbox; where its host stays silent, the sweeper does it when the host is back.</summary>
    public static ActivityOptions RemoveSandbox(string hostTaskQueue) => new()
    {
        TaskQueue = hostTaskQueue,
        ScheduleToStartTimeout = HostUnresponsiveTimeout,
        StartToCloseTimeout = TimeSpan.FromMinutes(2),
        RetryPolicy = Retry(10, TimeSpan.FromMinutes(1)),
        CancellationToken = CancellationToken.None,
    };

    /// <summary>Writing the task's metrics.</summary>
    public static ActivityOptions Metrics() => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        RetryPolicy = Retry(10, TimeSpan.FromMinutes(1)),
        CancellationToken = CancellationToken.None,
    };

    private static ActivityOptions OnHost(string hostTaskQueue, TimeSpan timeout, int attempts, CancellationToken cancellation) => new()
    {
        TaskQueue = hostTaskQueue,
        ScheduleToStartTimeout = HostUnresponsiveTimeout,
        StartToCloseTimeout = timeout,
        HeartbeatTimeout = _heartbeat,
        RetryPolicy = Retry(attempts, TimeSpan.FromMinutes(2)),
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
