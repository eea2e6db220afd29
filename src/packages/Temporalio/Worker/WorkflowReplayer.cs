using System.Runtime.CompilerServices;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker.Runs;

namespace Temporalio.Worker;

/// <summary>Runs workflow code over recorded histories, to see whether it still does what it did.</summary>
public class WorkflowReplayer
{
    private readonly RunSettings _settings;

    /// <summary>A replayer.</summary>
    public WorkflowReplayer(WorkflowReplayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = (WorkflowReplayerOptions)options.Clone();
        if (Options.Workflows.Count == 0)
        {
            throw new ArgumentException("There is no workflow to replay.", nameof(options));
        }

        _settings = new()
        {
            Namespace = Options.Namespace,
            TaskQueue = Options.TaskQueue,
            Workflows = [.. Options.Workflows],
            DataConverter = Options.DataConverter,
            LoggerFactory = Options.LoggerFactory,
            FailureExceptionTypes = Options.WorkflowFailureExceptionTypes ?? [],
            DeadlockTimeout = Options.DebugMode ? null : RunSettings.DefaultDeadlockTimeout,
        };
    }

    /// <summary>The options it was made with.</summary>
    public WorkflowReplayerOptions Options { get; }

    /// <summary>Replays one history.</summary>
    /// <exception cref="InvalidWorkflowOperationException">The workflow did not do what it did, unless <paramref name="throwOnReplayFailure"/> is false.</exception>
    public async Task<WorkflowReplayResult> ReplayWorkflowAsync(
        WorkflowHistory history, bool throwOnReplayFailure = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await HistoryReplay.RunAsync(history, _settings).ConfigureAwait(false);
            return new(history, null);
        }
        catch (InvalidWorkflowOperationException e) when (!throwOnReplayFailure)
        {
            return new(history, e);
        }
        catch (Exception e) when (e is not (InvalidWorkflowOperationException or OutOfMemoryException))
        {
            // Whatever would fail the workflow's task.
            var failure = new InvalidWorkflowOperationException($"{e.GetType().Name}: {e.Message}", e);
            return throwOnReplayFailure ? throw failure : new WorkflowReplayResult(history, failure);
        }
    }

    /// <summary>Replays histories.</summary>
    public async Task<IEnumerable<WorkflowReplayResult>> ReplayWorkflowsAsync(
        IEnumerable<WorkflowHistory> histories, bool throwOnReplayFailure = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        var results = new List<WorkflowReplayResult>();
        foreach (var history in histories)
        {
            results.Add(await ReplayWorkflowAsync(history, throwOnReplayFailure, cancellationToken).ConfigureAwait(false));
        }

        return results;
    }

    /// <summary>Replays histories as they come.</summary>
    public IAsyncEnumerable<WorkflowReplayResult> ReplayWorkflowsAsync(
        IAsyncEnumerable<WorkflowHistory> histories, bool throwOnReplayFailure = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        return ReplayAsync(histories, throwOnReplayFailure, cancellationToken);
    }

    private async IAsyncEnumerable<WorkflowReplayResult> ReplayAsync(
        IAsyncEnumerable<WorkflowHistory> histories, bool throwOnReplayFailure, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var history in histories.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return await ReplayWorkflowAsync(history, throwOnReplayFailure, cancellationToken).ConfigureAwait(false);
        }
    }
}
