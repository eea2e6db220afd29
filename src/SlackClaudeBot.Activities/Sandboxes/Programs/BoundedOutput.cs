namespace SlackClaudeBot.Activities.Sandboxes.Programs;

/// <summary>Hands a program's output on up to a limit and drops the rest, so that the program never waits for a reader that had enough.</summary>
internal sealed class BoundedOutput(SandboxCommand command)
{
    private long _delivered;
    private int _inCallee;

    /// <summary>Whether output was dropped.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Whether the callee is at work: the program's output waits for it, not the other way round.</summary>
    public bool IsDelivering => Volatile.Read(ref _inCallee) > 0;

    public async ValueTask DeliverAsync(bool isError, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Both streams count against one limit; they may come at the same time.
        var room = command.MaxOutputBytes - Interlocked.Add(ref _delivered, bytes.Length) + bytes.Length;
        if (room < bytes.Length)
        {
            Truncated = true;
            bytes = bytes[..(int)Math.Max(0, room)];
        }

        var callee = isError ? command.OnError : command.OnOutput;
        if (bytes.IsEmpty || callee is null)
        {
            return;
        }

        Interlocked.Increment(ref _inCallee);
        try
        {
            await callee(bytes, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inCallee);
        }
    }
}
