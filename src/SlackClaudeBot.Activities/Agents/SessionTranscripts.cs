using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// Saves what would be lost with a sandbox: the session's transcript, which is all that Claude Code needs to resume it elsewhere,
/// and the run's events.
/// </summary>
internal sealed partial class SessionTranscripts(IArtifactStore artifacts, ILogger<SessionTranscripts> logger)
{
    private const long MaxTranscriptBytes = 64L * 1024 * 1024;
    private const long MaxLogBytes = 20L * 1024 * 1024;

    /// <summary>Copies a session's transcript out; null if that fails, which must not fail the run.</summary>
    public Task<ArtifactReference?> KeepAsync(SandboxedRun run, string taskId, Guid session, string file, CancellationToken cancellationToken) =>
        CopyAsync(run, taskId, NameOf(session), file, MaxTranscriptBytes, cancellationToken);

    /// <summary>Copies the end of an execution's events out.</summary>
    public Task<ArtifactReference?> KeepEventsAsync(SandboxedRun run, string taskId, string name, int execution, CancellationToken cancellationToken) =>
        CopyAsync(run, taskId, $"agent-{name}.jsonl", run.EventsFile(execution), MaxLogBytes, cancellationToken);

    /// <summary>Restores the session's saved transcript to Claude Code's folder; false if there is none.</summary>
    public async Task<bool> RestoreAsync(ISandbox sandbox, RunClaudeCode input, Guid session, string configFolder, string workingDirectory, CancellationToken cancellationToken)
    {
        await using var kept = await artifacts.OpenAsync(new ArtifactReference($"{input.Key.TaskId}/{NameOf(session)}", 0), cancellationToken)
            ?? (input.Transcript is { } transcript ? await artifacts.OpenAsync(transcript, cancellationToken) : null);
        if (kept is null)
        {
            return false;
        }

        using var content = new MemoryStream();
        await kept.CopyToAsync(content, cancellationToken);
        await sandbox.WriteFileAsync(FileOf(configFolder, workingDirectory, session), content.ToArray(), cancellationToken);
        Log.Restored(logger, session, content.Length);
        return true;
    }

    /// <summary>Where Claude Code keeps a session: under its folder's path with a dash for everything but letters and digits.</summary>
    internal static string FileOf(string configFolder, string workingDirectory, Guid session) =>
        $"{configFolder}/projects/{NotAlphanumeric().Replace(workingDirectory, "-")}/{session}.jsonl";

    private static string NameOf(Guid session) => $"session-{session}.jsonl";

    private async Task<ArtifactReference?> CopyAsync(SandboxedRun run, string taskId, string name, string file, long maxBytes, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        try
        {
            var writing = WriteAsync(pipe.Reader);
            await FillAsync(pipe.Writer);
            return await writing;
        }
        catch (Exception e) when (e is IOException or ArtifactTooLargeException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, name, taskId, e.Message);
            return null;
        }

        async Task<ArtifactReference> WriteAsync(PipeReader reader)
        {
            try
            {
                return await artifacts.WriteAsync(taskId, name, reader.AsStream(leaveOpen: true), maxBytes, cancellationToken);
            }
            finally
            {
                // Otherwise a copy to a full disk would wait for a reader that has gone.
                await reader.CompleteAsync();
            }
        }

        async Task FillAsync(PipeWriter writer)
        {
            try
            {
                await run.CopyTailAsync(file, maxBytes, writer.AsStream(leaveOpen: true), cancellationToken);
                await writer.CompleteAsync();
            }
            catch (Exception e)
            {
                await writer.CompleteAsync(e);
                throw;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Restored session {Session} from its saved transcript ({Bytes} bytes).")]
        public static partial void Restored(ILogger logger, Guid session, long bytes);

        [LoggerMessage(LogLevel.Warning, "Could not save {Name} of task {TaskId}: {Reason}")]
        public static partial void NotKept(ILogger logger, string name, string taskId, string reason);
    }

    [GeneratedRegex("[^A-Za-z0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex NotAlphanumeric();
}
