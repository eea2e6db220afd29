using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace SlackClaudeBot.Hosting;

/// <summary>Asks Temporal which workflows wait for a slot: their memos say so. One list serves all that ask within some seconds.</summary>
internal sealed class WaitingTasks(ITemporalClient temporal, TimeProvider time) : IWaitingTasks, IDisposable
{
    /// <summary>Of more open tasks than this, the latest are looked at.</summary>
    private const int MaxListed = 2000;

    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(5);

    private static readonly string _query =
        $"WorkflowType IN ({string.Join(", ", TaskKinds.All.Select(kind => $"'{kind.WorkflowType}'"))}) AND ExecutionStatus = 'Running'";

    private readonly SemaphoreSlim _asking = new(1);
    private IReadOnlyList<WaitingTask> _listed = [];
    private DateTimeOffset _listedAt = DateTimeOffset.MinValue;

    public async Task<IReadOnlyList<WaitingTask>> ListAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - _listedAt >= _lifetime)
            {
                _listed = await AskAsync(cancellationToken);
                _listedAt = time.GetUtcNow();
            }

            return _listed;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <remarks>A call that failed waits for its next try, not for a slot; one that was lost with its host waits for a slot again.</remarks>
    public async Task<bool> IsWaitingAsync(string workflowId, CancellationToken cancellationToken)
    {
        var request = new DescribeWorkflowExecutionRequest { Namespace = temporal.Options.Namespace, Execution = new() { WorkflowId = workflowId } };
        var description = await temporal.Connection.WorkflowService.DescribeWorkflowExecutionAsync(request, new() { CancellationToken = cancellationToken });
        return description.PendingActivities.Any(activity => activity.ActivityType.Name switch
        {
            "ProvisionSandbox" => activity is { State: PendingActivityState.Scheduled, LastFailure: null or { TimeoutFailureInfo: not null } },
            "TakeSlot" => true,
            _ => false,
        });
    }

    public void Dispose() => _asking.Dispose();

    private async Task<IReadOnlyList<WaitingTask>> AskAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<WaitingTask>();
        await foreach (var run in temporal.ListWorkflowsAsync(_query, new() { Limit = MaxListed, Rpc = new() { CancellationToken = cancellationToken } }).WithCancellation(cancellationToken))
        {
            if (run.Memo.TryGetValue(QueuedTask.MemoKey, out var memo) && await memo.ToValueAsync<QueuedTask?>() is { } queued)
            {
                waiting.Add(new WaitingTask(run.Id, queued.Key, queued.Since, queued.Returns));
            }
        }

        return waiting;
    }
}
