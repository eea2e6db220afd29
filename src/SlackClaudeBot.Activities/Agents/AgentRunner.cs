using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Progress;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Carries out a named run of Claude Code, whatever became of earlier tries: a run that has a result returns it, one that is
/// under way is followed, one that died or failed on the way to the model is resumed in its session. What earlier tries cost is
/// added; of a try that died before it could say, the cost is estimated from its events.
/// </summary>
internal sealed partial class AgentRunner(
    ISandboxProvider sandboxes,
    SessionTranscripts transcripts,
    IGatewayTokens tokens,
    ITaskProgress progress,
    IOptions<AgentOptions> options,
    TimeProvider time,
    ILogger<AgentRunner> logger)
{
    /// <summary>Reading the events of an execution that has ended.</summary>
    private static readonly TimeSpan _readTimeout = TimeSpan.FromMinutes(2);

    /// <summary>How much later than the agent's own time limit the sandbox ends the run, should nobody be there to do it.</summary>
    private static readonly TimeSpan _backstopMargin = TimeSpan.FromMinutes(5);

    private static readonly RunConcluded _outOfTime = new(
        AgentOutcomes.TimedOut, string.Empty, Error: "The agent's time was used up by tries that broke off.");

    /// <summary>Runs, or finds, the run.</summary>
    /// <exception cref="AgentRunException">It came to no result.</exception>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    /// <exception cref="SandboxUnavailableException">What holds the sandbox does not answer; the card says so.</exception>
    public async Task<ClaudeResult> RunAsync(RunClaudeCode input, AgentRunContext context)
    {
        try
        {
            return await FindOrRunAsync(input, context);
        }
        catch (SandboxUnavailableException)
        {
            await progress.ReportAsync(input, new AgentProgress("Waiting for the sandbox to answer…", CostUsd: 0));
            throw;
        }
    }

    private async Task<ClaudeResult> FindOrRunAsync(RunClaudeCode input, AgentRunContext context)
    {
        var model = input.Model ?? options.Value.Model;
        if (!ModelName.IsValid(model))
        {
            throw new AgentRunException($"\"{model}\" is not the name of a model.", mayPass: false);
        }

        var sandbox = await sandboxes.GetAsync(input.TaskId, context.CancellationToken);
        var session = Guid.TryParse(input.SessionId, out var known) ? known : RunName.NewSession(input);
        var attempt = new Attempt(input, sandbox, new SandboxedRun(sandbox, RunName.Of(input)), session, $"{sandbox.Home}/.claude", model, context);
        await attempt.Run.InstallAsync(context.CancellationToken);
        try
        {
            var result = await RunAsync(attempt);
            tokens.Revoke(input.TaskId);
            return result;
        }
        catch (Exception e) when (e is AgentRunException or SandboxLostException || (e is OperationCanceledException && context.IsCancelRequested()))
        {
            // In every other case the run may be under way still, and needs its token.
            tokens.Revoke(input.TaskId);
            throw;
        }
        finally
        {
            await progress.CompleteAsync(input);
        }
    }

    private async Task<ClaudeResult> RunAsync(Attempt attempt)
    {
        var probe = await attempt.ProbeAsync();
        foreach (var execution in probe.Executions.Where(e => e.State is ExecutionStates.Ended or ExecutionStates.Dead))
        {
            var seen = await ReadAsync(attempt, execution);
            if (execution == probe.Last && await JudgeAsync(attempt, execution, seen) is RunConcluded concluded)
            {
                Log.FoundEnded(logger, attempt.Name, attempt.Input.TaskId);
                return await ConcludeAsync(attempt, probe, concluded, seen);
            }

            attempt = attempt with { EarlierCostUsd = attempt.EarlierCostUsd + seen.CostUsd };
        }

        if (probe.Last is { State: not ExecutionStates.Running } && probe.Duration >= attempt.Input.Timeout)
        {
            return await ConcludeAsync(attempt, probe, _outOfTime, new RunObservation());
        }

        var (current, observed) = await CarryOutAsync(attempt, probe);
        probe = await attempt.ProbeAsync();
        var verdict = await JudgeAsync(attempt, probe.Executions.FirstOrDefault(e => e.Number == current), observed);
        return verdict switch
        {
            RunConcluded concluded => await ConcludeAsync(attempt, probe, concluded, observed),
            RunFailed failed => throw await FailAsync(attempt, probe, failed),
            _ => throw new InvalidOperationException($"Unknown verdict {verdict}."),
        };
    }

    /// <summary>Follows the execution that is under way, or starts the next one and follows that.</summary>
    private async Task<(int Execution, RunObservation Seen)> CarryOutAsync(Attempt attempt, RunProbe probe)
    {
        var timeLeft = attempt.Input.Timeout - probe.Duration;
        if (probe.Last is { State: ExecutionStates.Running } running)
        {
            Log.Reattached(logger, attempt.Name, attempt.Input.TaskId);
            tokens.Issue(attempt.Input.TaskId);
            return (running.Number, await FollowAsync(attempt, running.Number, timeLeft));
        }

        var number = probe.Last switch
        {
            null => 1,
            { State: ExecutionStates.New } prepared => prepared.Number,
            var ended => ended.Number + 1,
        };
        var resumes = probe.SessionFile is not null
            || await transcripts.RestoreAsync(attempt.Sandbox, attempt.Input, attempt.Session, attempt.ConfigFolder, probe.WorkingDirectory, attempt.CancellationToken);
        if (!resumes && probe.UnspokenFile is { } unspoken)
        {
            await attempt.Sandbox.RunAsync(new SandboxCommand(["rm", "-f", "--", unspoken]), attempt.CancellationToken);
        }

        await StartAsync(attempt, number, resumes, timeLeft);
        return (number, await FollowAsync(attempt, number, timeLeft));
    }

    private async Task StartAsync(Attempt attempt, int number, bool resumes, TimeSpan timeLeft)
    {
        var input = attempt.Input;
        if (input.SessionId is not null && !resumes)
        {
            Log.SessionLost(logger, attempt.Session, input.TaskId);
        }

        // Resuming what this run itself began means that an earlier try broke off.
        var interrupted = resumes && (input.SessionId is null || number > 1);
        await attempt.Run.PrepareAsync(number, AgentCommandLine.Prompt(interrupted ? Interrupted(input.Prompt) : input.Prompt), attempt.CancellationToken);
        var command = new AgentCommandLine(
            attempt.Model, input.MaxTurns, input.BudgetUsd - attempt.EarlierCostUsd, attempt.Session, resumes, attempt.Sandbox.ModelGateway, tokens.Issue(input.TaskId), attempt.ConfigFolder);
        Log.Starting(logger, attempt.Name, number, input.TaskId, attempt.Session, resumes);
        _ = ObserveAsync(attempt.Run.StartAsync(number, command.Arguments(options.Value), command.Environment(options.Value), timeLeft + _backstopMargin), input.TaskId);
    }

    /// <summary>What goes wrong with the process itself shows in its files too; this is for the log.</summary>
    private async Task ObserveAsync(Task<SandboxExit> running, string taskId)
    {
        try
        {
            var exit = await running;
            if (exit.TimedOut)
            {
                Log.Backstop(logger, taskId);
            }
        }
        catch (Exception e)
        {
            Log.ProcessLost(logger, taskId, e.Message);
        }
    }

    private async Task<RunObservation> FollowAsync(Attempt attempt, int number, TimeSpan timeLeft)
    {
        var seen = new RunObservation();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(attempt.CancellationToken);
        // Of a run that nobody watched for long, less than nothing may be left.
        var patience = (timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero) + _backstopMargin;
        var following = attempt.Run.FollowAsync(number, patience, seen.Write, ended.Token);
        try
        {
            await new Watch(attempt, number, seen, options.Value, transcripts, progress, time).UntilEndAsync(following, timeLeft);
            seen.Complete();
            return seen;
        }
        catch (Exception) when (attempt.CancellationToken.IsCancellationRequested)
        {
            if (attempt.Context.IsCancelRequested())
            {
                Log.Cancelled(logger, attempt.Name, attempt.Input.TaskId);
                await attempt.Run.StopAsync(number, StopReasons.Cancelled, options.Value.InterruptGrace, CancellationToken.None);
            }

            throw new OperationCanceledException(attempt.CancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task<RunObservation> ReadAsync(Attempt attempt, Execution execution)
    {
        var seen = new RunObservation();
        await attempt.Run.FollowAsync(execution.Number, _readTimeout, seen.Write, attempt.CancellationToken);
        seen.Complete();
        return seen;
    }

    private static async Task<Verdict> JudgeAsync(Attempt attempt, Execution? execution, RunObservation seen) => Judge.Decide(
        seen,
        execution?.State == ExecutionStates.Ended ? execution.ExitCode : null,
        execution?.Stopped,
        execution is not null && seen.Result is null ? await attempt.Run.ReadErrorsAsync(execution.Number, attempt.CancellationToken) : string.Empty);

    private async Task<ClaudeResult> ConcludeAsync(Attempt attempt, RunProbe probe, RunConcluded concluded, RunObservation seen)
    {
        var costUsd = attempt.EarlierCostUsd + seen.CostUsd;
        var transcript = await KeepTranscriptAsync(attempt, probe);
        var log = await transcripts.KeepEventsAsync(attempt.Run, attempt.Input.TaskId, attempt.Name, probe.Last!.Number, attempt.CancellationToken);
        Log.Concluded(logger, attempt.Name, attempt.Input.TaskId, concluded.Outcome, costUsd, seen.BrokenLines);
        return new ClaudeResult(
            concluded.Outcome,
            concluded.Summary,
            attempt.Session.ToString(),
            costUsd,
            seen.Turns,
            probe.Duration,
            concluded.Question,
            concluded.Error,
            transcript,
            log,
            seen.Result?.Models ?? []);
    }

    private async Task<AgentRunException> FailAsync(Attempt attempt, RunProbe probe, RunFailed failed)
    {
        await KeepTranscriptAsync(attempt, probe);
        Log.Failed(logger, attempt.Name, attempt.Input.TaskId, failed.Message);
        return new AgentRunException(failed.Message, failed.MayPass);
    }

    private async Task<Workflows.Contracts.Artifacts.ArtifactReference?> KeepTranscriptAsync(Attempt attempt, RunProbe probe) => probe.SessionFile is { } file
        ? await transcripts.KeepAsync(attempt.Run, attempt.Input.TaskId, attempt.Session, file, attempt.CancellationToken)
        : attempt.Input.Transcript;

    private static string Interrupted(string prompt) =>
        "You were interrupted before you had finished. Look at what is done already and go on from there. What you had been asked was:\n\n" + prompt;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Starting run {Run} (process {Execution}) of task {TaskId} in session {Session}, resuming: {Resumes}.")]
        public static partial void Starting(ILogger logger, string run, int execution, string taskId, Guid session, bool resumes);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} is under way already; following it.")]
        public static partial void Reattached(ILogger logger, string run, string taskId);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} has ended already; returning its result.")]
        public static partial void FoundEnded(ILogger logger, string run, string taskId);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} ended: {Outcome}, {CostUsd} USD, {BrokenLines} broken lines.")]
        public static partial void Concluded(ILogger logger, string run, string taskId, string outcome, decimal costUsd, int brokenLines);

        [LoggerMessage(LogLevel.Warning, "Run {Run} of task {TaskId} came to no result: {Reason}")]
        public static partial void Failed(ILogger logger, string run, string taskId, string reason);

        [LoggerMessage(LogLevel.Information, "Run {Run} of task {TaskId} is cancelled.")]
        public static partial void Cancelled(ILogger logger, string run, string taskId);

        [LoggerMessage(LogLevel.Warning, "Session {Session} of task {TaskId} is lost; the run begins it anew.")]
        public static partial void SessionLost(ILogger logger, Guid session, string taskId);

        [LoggerMessage(LogLevel.Warning, "The sandbox ended the agent of task {TaskId} because nobody else had.")]
        public static partial void Backstop(ILogger logger, string taskId);

        [LoggerMessage(LogLevel.Warning, "The agent's process of task {TaskId} was lost: {Reason}")]
        public static partial void ProcessLost(ILogger logger, string taskId, string reason);
    }
}
