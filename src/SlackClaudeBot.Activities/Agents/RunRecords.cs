using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>What the host knows of a run: it lies where no sandbox can write.</summary>
/// <param name="Executions">The folders of the executions that the host asked for, in order. Their names cannot be guessed before.</param>
/// <param name="Ends">The ends that the host has seen itself, by the number of the execution. What the sandbox says of these does not count.</param>
/// <param name="Result">How the run ended; null until then.</param>
internal sealed record RunRecord(IReadOnlyList<string> Executions, IReadOnlyDictionary<int, ExecutionEnd> Ends, ClaudeResult? Result)
{
    public static RunRecord New { get; } = new([], new Dictionary<int, ExecutionEnd>(), null);

    /// <summary>The record with an end that the host has seen.</summary>
    public RunRecord WithEnd(int execution, ExecutionEnd end) => this with { Ends = new Dictionary<int, ExecutionEnd>(Ends) { [execution] = end } };

    /// <summary>An execution as the sandbox describes it, corrected by what the host has seen.</summary>
    public Execution Correct(Execution said) => Ends.TryGetValue(said.Number, out var end)
        ? said with { State = ExecutionStates.Ended, ExitCode = end.ExitCode, Stopped = end.Stopped }
        : said;

    /// <summary>The record with one more execution.</summary>
    public RunRecord WithExecution() => this with { Executions = [.. Executions, $"{Executions.Count + 1}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}"] };
}

/// <summary>How an execution ended.</summary>
/// <param name="ExitCode">The exit code of its process.</param>
/// <param name="Stopped">Why the bot stopped it; null if it exited on its own.</param>
internal sealed record ExecutionEnd(int ExitCode, string? Stopped);

/// <summary>Keeps the records of runs beside the task's artifacts.</summary>
internal sealed partial class RunRecords(IArtifactStore artifacts, ILogger<RunRecords> logger)
{
    private const long MaxBytes = 4L * 1024 * 1024;

    /// <summary>The record of a run; null if the host did not start it.</summary>
    public async Task<RunRecord?> FindAsync(RunClaudeCode input, CancellationToken cancellationToken)
    {
        await using var content = await artifacts.OpenAsync(new ArtifactReference($"{input.Key.TaskId}/{NameOf(input)}", 0), cancellationToken);
        return content is null ? null : await JsonSerializer.DeserializeAsync<RunRecord>(content, cancellationToken: cancellationToken);
    }

    /// <summary>Writes a record; it is on disk when this returns.</summary>
    public async Task WriteAsync(RunClaudeCode input, RunRecord record, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(record));
        await artifacts.WriteAsync(input.Key.TaskId, NameOf(input), content, MaxBytes, cancellationToken);
    }

    /// <summary>Writes how a run ended. A disk that is full does not fail the run: a retry reads its files again.</summary>
    public async Task TryWriteAsync(RunClaudeCode input, RunRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(input, record, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ArtifactTooLargeException)
        {
            Log.NotWritten(logger, RunName.Create(input), input.Key.TaskId, e.Message);
        }
    }

    private static string NameOf(RunClaudeCode input) => $"run-{RunName.Create(input)}.json";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The end of run {Run} of task {TaskId} could not be recorded: {Reason}")]
        public static partial void NotWritten(ILogger logger, string run, string taskId, string reason);
    }
}
