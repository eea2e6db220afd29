namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// A place in which the agent and everything it writes may run. Nothing in it is trusted. If its engine does not answer, calls
/// fail with a <see cref="SandboxUnavailableException"/>, and may succeed later.
/// </summary>
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
    /// Runs a program in a new process group. Cancelling interrupts the group (SIGINT), waits
    /// <see cref="SandboxCommand.InterruptGrace"/>, then kills it, with everything that the program started. What a program that
    /// exited normally left in the background keeps running.
    /// </summary>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken);

    /// <summary>Writes a file and its folders; inside the sandbox only, even if links in it lead outside.</summary>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a file of at most <paramref name="maxBytes"/>; null if there is none.</summary>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    /// <exception cref="InvalidDataException">The file is larger.</exception>
    Task<byte[]?> ReadFileAsync(string path, long maxBytes, CancellationToken cancellationToken);
}
