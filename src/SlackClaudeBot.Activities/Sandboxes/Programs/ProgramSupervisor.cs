namespace SlackClaudeBot.Activities.Sandboxes.Programs;

/// <summary>Sees a program to its end: in time or not, wanted any longer or not.</summary>
internal static class ProgramSupervisor
{
    /// <summary>How long a killed program may take to be gone.</summary>
    private static readonly TimeSpan _killGrace = TimeSpan.FromSeconds(10);

    /// <summary>Waits for the program; stops it when its time is up or the caller cancels.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the program is gone.</exception>
    public static async Task<SandboxExit> SuperviseAsync(
        ISandbox sandbox, IRunningProgram program, SandboxCommand command, BoundedOutput output, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var _ = program;
        if (await EndsAsync(program, command.Timeout, time, cancellationToken) is { } code)
        {
            return new SandboxExit(code, TimedOut: false, output.Truncated);
        }

        var stopped = await StopAsync(sandbox, program, command, time);
        cancellationToken.ThrowIfCancellationRequested();
        return new SandboxExit(stopped, TimedOut: true, output.Truncated);
    }

    private static async Task<int?> EndsAsync(IRunningProgram program, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await program.Completion.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException) when (!program.Completion.IsCompleted)
        {
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !program.Completion.IsCompleted)
        {
            return null;
        }
        catch (Exception e) when (e is not SandboxLostException)
        {
            // A callback or the connection failed: the program's output is no longer read, so it must not continue.
            await TrySignalAsync(program, ProgramSignal.Kill, time);
            throw;
        }
    }

    private static async Task<int> StopAsync(ISandbox sandbox, IRunningProgram program, SandboxCommand command, TimeProvider time)
    {
        if (await TrySignalAsync(program, ProgramSignal.Interrupt, time)
            && await EndsAsync(program, command.InterruptGrace, time, CancellationToken.None) is { } interrupted)
        {
            // What the program itself left behind goes too: the caller wanted an end.
            await TrySignalAsync(program, ProgramSignal.Kill, time);
            return interrupted;
        }

        await TrySignalAsync(program, ProgramSignal.Kill, time);
        if (await EndsAsync(program, _killGrace, time, CancellationToken.None) is { } killed)
        {
            return killed;
        }

        await program.DestroySandboxAsync();
        throw new SandboxLostException(sandbox.Id);
    }

    private static async Task<bool> TrySignalAsync(IRunningProgram program, ProgramSignal signal, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(_killGrace, time);
        try
        {
            await program.SignalAsync(signal, patience.Token);
            return true;
        }
        // A sandbox that is gone, or so full that not even a signal can be sent: the next step is a harder one.
        catch (Exception)
        {
            return false;
        }
    }
}
