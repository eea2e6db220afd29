namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>A place where the agent and everything it writes may run. Nothing in it is trusted.</summary>
public interface ISandbox
{
    /// <summary>The container id, or the folder's name.</summary>
    string Id { get; }

    /// <summary>The task it belongs to.</summary>
    string TaskId { get; }

    /// <summary><c>docker</c> or <c>process</c>.</summary>
    string Kind { get; }

    /// <summary>The absolute path, inside, under which repositories are cloned. The agent's working directory.</summary>
    string Workspace { get; }

    /// <summary>The absolute path, inside, of the home directory.</summary>
    string Home { get; }

    /// <summary>The absolute path, inside, under which the mirrors of the task's repositories are, read-only.</summary>
    string Mirrors { get; }

    /// <summary>The base URL, seen from inside, at which the host's model gateway answers.</summary>
    Uri ModelGateway { get; }

    /// <summary>
    /// Runs a program in a process group of its own. Cancelling interrupts the group (SIGINT), waits
    /// <see cref="SandboxCommand.InterruptGrace"/>, then kills it, with whatever else the program started. What a program that
    /// ended by itself left in the background runs on.
    /// </summary>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken);

    /// <summary>Writes a file, making its folders; inside only, whatever links stand there.</summary>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a file of at most <paramref name="maxBytes"/>; null where there is none.</summary>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    /// <exception cref="InvalidDataException">The file is larger.</exception>
    Task<byte[]?> ReadFileAsync(string path, long maxBytes, CancellationToken cancellationToken);
}

/// <summary>A program to run: an argument list, never a shell line.</summary>
public sealed record SandboxCommand(IReadOnlyList<string> Arguments)
{
    /// <summary>Inside; the workspace where it is null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the sandbox's own scrubbed environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Sent on stdin, which is closed after it. Empty: closed at once.</summary>
    public ReadOnlyMemory<byte> StandardInput { get; init; }

    /// <summary>Called with each piece of stdout as it comes; a slow callee slows the program.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? OnOutput { get; init; }

    /// <summary>Called with each piece of stderr.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? OnError { get; init; }

    /// <summary>After this the group is interrupted, then killed, and <see cref="SandboxExit.TimedOut"/> is set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between interrupt and kill.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>More output than this is dropped and <see cref="SandboxExit.Truncated"/> set; the program runs on.</summary>
    public long MaxOutputBytes { get; init; } = 64 * 1024 * 1024;
}

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code; 126 or 127 where there is no such program, 128 + signal where a signal ended it.</param>
/// <param name="TimedOut">Whether its time was up.</param>
/// <param name="Truncated">Whether output was dropped.</param>
public sealed record SandboxExit(int Code, bool TimedOut, bool Truncated);

/// <summary>The sandbox does not exist any more, or its processes do not.</summary>
public sealed class SandboxLostException(string id, Exception? inner = null)
    : Exception(inner is SandboxFullException ? $"Sandbox {id} is gone. {inner.Message}" : $"Sandbox {id} is gone.", inner);

/// <summary>A sandbox was removed because it wrote more than it may.</summary>
public sealed class SandboxFullException(long bytes, long limit)
    : Exception($"It had written {bytes / 1024 / 1024:N0} MB, more than the {limit / 1024 / 1024:N0} MB that SANDBOX_DISK_LIMIT allows.");

/// <summary>What makes sandboxes does not work now. Trying again later may help; the message says what to do.</summary>
public sealed class SandboxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Makes, finds and removes the sandboxes of this host.</summary>
public interface ISandboxProvider
{
    /// <summary><c>docker</c> or <c>process</c>.</summary>
    string Kind { get; }

    /// <summary>Finds the task's sandbox or makes one.</summary>
    Task<ISandbox> ProvisionAsync(SandboxRequest request, CancellationToken cancellationToken);

    /// <summary>The task's running sandbox.</summary>
    /// <exception cref="SandboxLostException">There is none.</exception>
    Task<ISandbox> GetAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Removes the task's sandbox with every process in it; fine if there is none.</summary>
    Task RemoveAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>All sandboxes on this host, for the sweeper: task id and workflow id.</summary>
    Task<IReadOnlyList<SandboxOwner>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What each running sandbox has written to disk.</summary>
    Task<IReadOnlyList<SandboxUsage>> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Removes the task's sandbox and tells whoever still uses it why.</summary>
    Task EvictAsync(string taskId, SandboxFullException reason, CancellationToken cancellationToken);
}

/// <summary>What a sandbox is to be.</summary>
/// <param name="TaskId">The task; one sandbox each.</param>
/// <param name="WorkflowId">The workflow that owns it.</param>
/// <param name="Mirrors">The folders in <see cref="DataDirectory.Mirrors"/>, with <c>/</c>, that it may read; they exist.</param>
public sealed record SandboxRequest(string TaskId, string WorkflowId, IReadOnlyList<string> Mirrors);

/// <summary>Whose a sandbox is.</summary>
public sealed record SandboxOwner(string TaskId, string WorkflowId, DateTimeOffset CreatedAt);

/// <summary>What a sandbox has written to disk.</summary>
public sealed record SandboxUsage(string TaskId, long Bytes);
