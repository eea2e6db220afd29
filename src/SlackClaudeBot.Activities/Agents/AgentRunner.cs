using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Progress;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Runs Claude Code idempotently: a run that has a result returns it, one that is in progress is followed, one that died or could
/// not reach the model is resumed in its session. The host's own record says which executions exist: a run that it did not start has
/// not ended. Each run gets a clean sandbox. The cost of earlier executions is added; of one that died before it could report
/// its cost, it is estimated from the events.
/// </summary>
internal sealed partial class AgentRunner(
    ISandboxProvider sandboxes,
    CleanSandboxes cleanSandboxes,
    RunRecords records,
    SessionTranscripts transcripts,
    IGatewayTokens tokens,
    ITaskProgress progress,
    AgentOptions options,
    TimeProvider time,
    ILogger<AgentRunner> logger)
{
    /// <summary>Reading the events of an execution that has ended.</summary>
    private static readonly TimeSpan _readTimeout = TimeSpan.FromMinutes(2);

    /// <summary>How long after the agent's own time limit the sandbox ends the run if the bot is not running.</summary>
    private static readonly TimeSpan _backstopMargin = TimeSpan.FromMinutes(5);

    /// <summary>How often a heartbeat is sent while the sandbox is renewed; a large workspace takes minutes.</summary>
    private static readonly TimeSpan _prepareHeartbeat = TimeSpan.FromSeconds(10);

    /// <summary>How long the process that started an agent may take to exit after the agent.</summary>
    private static readonly TimeSpan _exitTimeout = TimeSpan.FromSeconds(30);

    private static readonly RunConcluded _outOfTime = new(
        AgentOutcome.TimedOut, string.Empty, Error: "The agent's time was used up by tries that broke off.");

    /// <summary>Runs, or finds, the run.</summary>
    /// <exception cref="AgentRunException">It came to no result.</exception>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    /// <exception cref="SandboxUnavailableException">What holds the sandbox does not answer; people are told.</exception>
    public async Task<ClaudeResult> RunAsync(RunClaudeCode input, AgentRunContext context)
    {
        try
        {
            return await FindOrRunAsync(input, context);
        }
        catch (SandboxUnavailableException)
        {
            await progress.ReportAsync(input.Key, new AgentProgress("Waiting for the sandbox to answer…", CostUsd: 0));
            throw;
        }
    }

    private async Task<ClaudeResult> FindOrRunAsync(RunClaudeCode input, AgentRunContext context)
    {
        var model = input.Model ?? options.Model;
        if (!ModelName.IsValid(model))
        {
            throw new AgentRunException($"\"{model}\" is not the name of a model.", isTransient: false);
        }

        try
        {
            var record = await records.FindAsync(input, context.CancellationToken);
            if (record?.Result is { } ended)
            {
                Log.FoundEnded(logger, RunName.Create(input), input.Key.TaskId);
                tokens.Revoke(input.Key.TaskId);
                return ended;
            }

            var sandbox = record is null
                ? await PrepareAsync(input, context)
                : await sandboxes.GetAsync(input.Key.TaskId, context.CancellationToken);
            var session = Guid.TryParse(input.SessionId, out var known) ? known : RunName.NewSession(input);
            var run = new RunExecution(input, sandbox, record ?? RunRecord.New, session, $"{sandbox.Home}/.claude", model, context);
            await run.Process.InstallAsync(context.CancellationToken);
            var result = await RunAsync(run);
            tokens.Revoke(input.Key.TaskId);
            return result;
        }
        catch (Exception e) when (e is AgentRunException or SandboxLostException || (e is OperationCanceledException && context.IsCancelRequested()))
        {
            // In every other case the run may still be in progress, and needs its token.
            tokens.Revoke(input.Key.TaskId);
            throw;
        }
        finally
        {
            await progress.CompleteAsync(input.Key);
        }
    }

    /// <summary>The task's sandbox without anything of an earlier run.</summary>
    private async Task<ISandbox> PrepareAsync(RunClaudeCode input, AgentRunContext context)
    {
        var preparing = cleanSandboxes.GetAsync(input.Key.TaskId, context.CancellationToken);
        while (await Task.WhenAny(preparing, Task.Delay(_prepareHeartbeat, time, context.CancellationToken)) != preparing && !context.CancellationToken.IsCancellationRequested)
        {
            context.Heartbeat(new AgentHeartbeat("Preparing the sandbox", 0, input.SessionId ?? string.Empty, RunName.Create(input), 0, 0));
        }

        var sandbox = await preparing;
        cleanSandboxes.MarkUsed(input.Key.TaskId);
        await records.WriteAsync(input, RunRecord.New, context.CancellationToken);
        return sandbox;
    }

    private async Task<ClaudeResult> RunAsync(RunExecution run)
    {
        var probe = await run.ProbeAsync();
        foreach (var execution in probe.Executions.Where(e => e.State is ExecutionStates.Ended or ExecutionStates.Dead))
        {
            var seen = await ReadAsync(run, execution);
            if (execution == probe.Last && await ClassifyAsync(run, execution, seen) is RunConcluded concluded)
            {
                Log.FoundEnded(logger, run.Name, run.Input.Key.TaskId);
                return await ConcludeAsync(run, probe, concluded, seen);
            }

            run = run with { EarlierCostUsd = run.EarlierCostUsd + seen.CostUsd };
        }

        if (probe.Last is { State: not ExecutionStates.Running } && probe.Duration >= run.Input.Timeout)
        {
            return await ConcludeAsync(run, probe, _outOfTime, new RunEventAggregate());
        }

        (run, var followed) = probe.Last is { State: ExecutionStates.Running } running
            ? (run, await ReattachAsync(run, running, run.Input.Timeout - probe.Duration))
            : await StartNextAsync(run, probe, run.Input.Timeout - probe.Duration);
        probe = await run.ProbeAsync();
        return await ClassifyAsync(run, probe.Executions.FirstOrDefault(e => e.Number == followed.Number), followed.Seen) switch
        {
            RunConcluded concluded => await ConcludeAsync(run, probe, concluded, followed.Seen),
            RunFailed failed => throw await FailAsync(run, probe, failed),
            var outcome => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    /// <summary>Follows an execution that an earlier process of the bot started. How it ended, only the sandbox can say.</summary>
    private async Task<FollowedExecution> ReattachAsync(RunExecution run, Execution running, TimeSpan timeLeft)
    {
        Log.Reattached(logger, run.Name, run.Input.Key.TaskId);
        tokens.Issue(run.Input.Key.TaskId);
        return await FollowAsync(run, running.Number, timeLeft);
    }

    /// <summary>Starts the next execution and follows it.</summary>
    private async Task<(RunExecution Run, FollowedExecution Followed)> StartNextAsync(RunExecution run, RunProbe probe, TimeSpan timeLeft)
    {
        // One that was prepared may still start, so it is not left behind.
        var number = probe.Last is { State: ExecutionStates.New } prepared ? prepared.Number : run.Record.Executions.Count + 1;
        if (number > run.Record.Executions.Count)
        {
            run = run with { Record = run.Record.WithExecution() };
            await records.WriteAsync(run.Input, run.Record, run.CancellationToken);
        }

        var resumes = probe.SessionFile is not null
            || await transcripts.RestoreAsync(run.Sandbox, run.Input, run.Session, run.ConfigFolder, probe.WorkingDirectory, run.CancellationToken);
        if (!resumes && probe.EmptyTranscriptFile is { } unspoken)
        {
            await run.Sandbox.RunAsync(new SandboxCommand(["rm", "-f", "--", unspoken]), run.CancellationToken);
        }

        var exit = await StartAsync(run, number, resumes, timeLeft);
        var followed = await FollowAsync(run, number, timeLeft);
        if (await ExitCodeAsync(exit) is not ({ } code and not SandboxedRun.AlreadyClaimed))
        {
            return (run, followed);
        }

        run = run with { Record = run.Record.WithEnd(number, new ExecutionEnd(code, followed.Stopped)) };
        await records.TryWriteAsync(run.Input, run.Record, run.CancellationToken);
        return (run, followed);
    }

    /// <summary>The exit code of an agent that was started here; null if it could not be seen.</summary>
    private async Task<int?> ExitCodeAsync(Task<int?> exit)
    {
        try
        {
            return await exit.WaitAsync(_exitTimeout, time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<Task<int?>> StartAsync(RunExecution run, int number, bool resumes, TimeSpan timeLeft)
    {
        var input = run.Input;
        if (input.SessionId is not null && !resumes)
        {
            Log.SessionLost(logger, run.Session, input.Key.TaskId);
        }

        // This run resumes its own session, so an earlier execution was interrupted.
        var interrupted = resumes && (input.SessionId is null || number > 1);
        await run.Process.PrepareAsync(number, AgentCommandLine.Prompt(
            interrupted ? Interrupted(input.Prompt) : input.SessionId is not null && !resumes ? WithoutMemory(input.Prompt) : input.Prompt), run.CancellationToken);
        var command = new AgentCommandLine(
            run.Model, input.MaxTurns, input.BudgetUsd - run.EarlierCostUsd, run.Session, resumes, run.Sandbox.ModelGateway, tokens.Issue(input.Key.TaskId), run.ConfigFolder);
        Log.Starting(logger, run.Name, number, input.Key.TaskId, run.Session, resumes);
        return ObserveAsync(run.Process.StartAsync(number, command.Arguments(options), command.Environment(options), timeLeft + _backstopMargin), input.Key.TaskId);
    }

    /// <summary>Logs failures of the process itself. Returns its exit code, or null if it was lost.</summary>
    private async Task<int?> ObserveAsync(Task<SandboxExit> running, string taskId)
    {
        try
        {
            var exit = await running;
            if (exit.TimedOut)
            {
                Log.Backstop(logger, taskId);
            }

            return exit.Code;
        }
        catch (Exception e)
        {
            Log.ProcessLost(logger, taskId, e.Message);
            return null;
        }
    }

    private async Task<FollowedExecution> FollowAsync(RunExecution run, int number, TimeSpan timeLeft)
    {
        var seen = new RunEventAggregate();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(run.CancellationToken);
        // The remaining time can be negative after a long outage.
        var patience = (timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero) + _backstopMargin;
        var following = run.Process.FollowAsync(number, patience, seen.Write, ended.Token);
        try
        {
            var watchdog = new RunWatchdog(run, number, seen, options, transcripts, progress, time);
            await watchdog.UntilEndAsync(following, timeLeft);
            seen.Complete();
            return new FollowedExecution(number, seen, watchdog.Stopped);
        }
        catch (Exception) when (run.CancellationToken.IsCancellationRequested)
        {
            if (run.Context.IsCancelRequested())
            {
                Log.Cancelled(logger, run.Name, run.Input.Key.TaskId);
                await run.Process.StopAsync(number, StopReasons.Cancelled, options.InterruptGrace, CancellationToken.None);
            }

            throw new OperationCanceledException(run.CancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task<RunEventAggregate> ReadAsync(RunExecution run, Execution execution)
    {
        var seen = new RunEventAggregate();
        await run.Process.FollowAsync(execution.Number, _readTimeout, seen.Write, run.CancellationToken);
        seen.Complete();
        return seen;
    }

    private static async Task<RunOutcome> ClassifyAsync(RunExecution run, Execution? execution, RunEventAggregate seen) => RunOutcomeClassifier.Classify(
        seen,
        execution?.State == ExecutionStates.Ended ? execution.ExitCode : null,
        execution?.Stopped,
        execution is not null && seen.Result is null ? await run.Process.ReadErrorsAsync(execution.Number, run.CancellationToken) : string.Empty);

    private async Task<ClaudeResult> ConcludeAsync(RunExecution run, RunProbe probe, RunConcluded concluded, RunEventAggregate seen)
    {
        var costUsd = run.EarlierCostUsd + seen.CostUsd;
        var transcript = await KeepTranscriptAsync(run, probe);
        var log = await transcripts.KeepEventsAsync(run.Process, run.Input.Key.TaskId, run.Name, probe.Last!.Number, run.CancellationToken);
        Log.Concluded(logger, run.Name, run.Input.Key.TaskId, concluded.Outcome.WireName(), costUsd, seen.BrokenLines);
        var result = new ClaudeResult
        {
            Outcome = concluded.Outcome,
            Summary = concluded.Summary,
            SessionId = (concluded.SpoilsSession ? RunName.SessionAfter(run.Session, run.Input) : run.Session).ToString(),
            CostUsd = costUsd,
            Turns = seen.Turns,
            Duration = probe.Duration,
            Question = concluded.Question,
            Error = concluded.Error,
            Transcript = concluded.SpoilsSession ? null : transcript,
            Log = log,
            Models = seen.Result?.Models ?? [],
        };
        await records.TryWriteAsync(run.Input, run.Record with { Result = result }, run.CancellationToken);
        return result;
    }

    private async Task<AgentRunException> FailAsync(RunExecution run, RunProbe probe, RunFailed failed)
    {
        await KeepTranscriptAsync(run, probe);
        Log.Failed(logger, run.Name, run.Input.Key.TaskId, failed.Message);
        return new AgentRunException(failed.Message, failed.IsTransient);
    }

    private async Task<Workflows.Contracts.Artifacts.ArtifactReference?> KeepTranscriptAsync(RunExecution run, RunProbe probe) => probe.SessionFile is { } file
        ? await transcripts.KeepAsync(run.Process, run.Input.Key.TaskId, run.Session, file, run.CancellationToken)
        : run.Input.Transcript;

    /// <summary>What this process saw of an execution.</summary>
    private sealed record FollowedExecution(int Number, RunEventAggregate Seen, string? Stopped);

    private static string Interrupted(string prompt) =>
        "You were interrupted before you had finished. Look at what is done already and continue from there. The task was:\n\n" + prompt;

    private static string WithoutMemory(string prompt) =>
        "This is a new conversation about a task on which work has been done before. Read AGENTS.md for the task, look at the changes in the repositories "
        + "(git status, git diff), and continue from there. The task now is:\n\n" + prompt;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Starting run {Run} (process {Execution}) of task {TaskId} in session {Session}, resuming: {Resumes}.")]
        public static partial void Starting(ILogger logger, string run, int execution, string taskId, Guid session, bool resumes);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} is already in progress; following it.")]
        public static partial void Reattached(ILogger logger, string run, string taskId);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} has ended already; returning its result.")]
        public static partial void FoundEnded(ILogger logger, string run, string taskId);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} ended: {Outcome}, {CostUsd} USD, {BrokenLines} broken lines.")]
        public static partial void Concluded(ILogger logger, string run, string taskId, string outcome, decimal costUsd, int brokenLines);

        [LoggerMessage(LogLevel.Warning, "Run {Run} of task {TaskId} ended without a result: {Reason}")]
        public static partial void Failed(ILogger logger, string run, string taskId, string reason);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} is cancelled.")]
        public static partial void Cancelled(ILogger logger, string run, string taskId);

        [LoggerMessage(LogLevel.Warning, "Session {Session} of task {TaskId} is lost; the run starts a new conversation.")]
        public static partial void SessionLost(ILogger logger, Guid session, string taskId);

        [LoggerMessage(LogLevel.Warning, "The sandbox ended the agent of task {TaskId} because the bot did not.")]
        public static partial void Backstop(ILogger logger, string taskId);

        [LoggerMessage(LogLevel.Warning, "The agent's process of task {TaskId} was lost: {Reason}")]
        public static partial void ProcessLost(ILogger logger, string taskId, string reason);
    }
}
