using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// Creates, finds and removes the sandboxes of this host. If the engine does not answer, any call fails with a
/// <see cref="SandboxUnavailableException"/>.
/// </summary>
public interface ISandboxProvider
{
    /// <summary><c>docker</c> or <c>process</c>.</summary>
    string Kind { get; }

    /// <summary>Finds the task's sandbox or makes one.</summary>
    Task<ISandbox> ProvisionAsync(SandboxRequest request, CancellationToken cancellationToken);

    /// <summary>The task's running sandbox.</summary>
    /// <exception cref="SandboxLostException">There is none.</exception>
    Task<ISandbox> GetAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>
    /// Ends every process in the task's sandbox and restores everything but the workspace to what a new sandbox has. A call that was
    /// interrupted can be repeated.
    /// </summary>
    /// <exception cref="SandboxLostException">There is no sandbox.</exception>
    Task<ISandbox> RenewAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Removes the task's sandbox with every process in it; fine if there is none.</summary>
    Task RemoveAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>All sandboxes on this host, for the sweeper: task id and workflow id.</summary>
    Task<IReadOnlyList<SandboxOwner>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What each running sandbox has written to disk.</summary>
    Task<IReadOnlyList<SandboxUsage>> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Removes the task's sandbox; calls that still use it fail with the reason.</summary>
    Task EvictAsync(string taskId, SandboxFullException reason, CancellationToken cancellationToken);
}

/// <summary>What a sandbox is to be.</summary>
/// <param name="TaskId">The task; one sandbox each.</param>
/// <param name="WorkflowId">The workflow that owns it.</param>
/// <param name="Mirrors">The folders in <see cref="DataDirectory.Mirrors"/>, with <c>/</c>, that it may read; they exist.</param>
public sealed record SandboxRequest(string TaskId, string WorkflowId, IReadOnlyList<string> Mirrors);

/// <summary>Whose a sandbox is.</summary>
public sealed record SandboxOwner(string TaskId, string WorkflowId, DateTimeOffset CreatedAt);

/// <summary>What a sandbox has written to disk, in bytes.</summary>
public sealed record SandboxUsage(string TaskId, long Bytes);
