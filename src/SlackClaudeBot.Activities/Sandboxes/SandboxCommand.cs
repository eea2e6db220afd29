namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>A program to run: an argument list, never a shell line.</summary>
public sealed record SandboxCommand(IReadOnlyList<string> Arguments)
{
    /// <summary>The working directory inside; null for the workspace.</summary>
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

    /// <summary>How long an interrupted run has to exit before it is killed.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>More output than this is dropped and <see cref="SandboxExit.Truncated"/> set; the program runs on.</summary>
    public long MaxOutputBytes { get; init; } = 64 * 1024 * 1024;
}

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code; 126 or 127 if the program does not exist, 128 + signal if a signal ended it.</param>
/// <param name="TimedOut">Whether its time was up.</param>
/// <param name="Truncated">Whether output was dropped.</param>
public sealed record SandboxExit(int Code, bool TimedOut, bool Truncated);
