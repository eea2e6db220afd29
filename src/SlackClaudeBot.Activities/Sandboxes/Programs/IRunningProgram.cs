namespace SlackClaudeBot.Activities.Sandboxes.Programs;

/// <summary>A program that was started in a sandbox.</summary>
internal interface IRunningProgram : IAsyncDisposable
{
    /// <summary>Its exit code, once it has ended and its output is delivered; fails where the sandbox or a callee did.</summary>
    Task<int> Completion { get; }

    /// <summary>Signals everything the run started. Fails rather than waits if that is not possible.</summary>
    Task SignalAsync(ProgramSignal signal, CancellationToken cancellationToken);

    /// <summary>The last resort for a program that survives being killed: ends the whole sandbox.</summary>
    Task DestroySandboxAsync();
}
