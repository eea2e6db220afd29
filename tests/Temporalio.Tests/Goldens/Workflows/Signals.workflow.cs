using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Goldens.Workflows;

[Workflow]
public class Timers
{
    [WorkflowRun]
    public async Task<string> RunAsync(string kind)
    {
        if (kind == "fires")
        {
            await Workflow.DelayAsync(400);
            return "fired";
        }

        using var cancel = new CancellationTokenSource();
        var soon = Workflow.DelayAsync(100);
        var late = Workflow.DelayAsync(TimeSpan.FromSeconds(60), cancel.Token);
        await soon;
        cancel.Cancel();
        try
        {
            await late;
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }

        return "?";
    }
}

[Workflow]
public class Mailbox
{
    private readonly List<string> _items = [];
    private bool _done;

    [WorkflowRun]
    public async Task<List<string>> RunAsync(int expected)
    {
        await Workflow.WaitConditionAsync(() => _items.Count >= expected || _done);
        return _items;
    }

    [WorkflowSignal("put")]
    public Task PutAsync(string item)
    {
        _items.Add(item);
        return Task.CompletedTask;
    }

    [WorkflowSignal("finish")]
    public Task FinishAsync()
    {
        _done = true;
        return Task.CompletedTask;
    }

    [WorkflowQuery("count")]
    public int Count() => _items.Count;

    [WorkflowQuery("broken")]
    public int Broken() => throw new ApplicationFailureException("query says no", errorType: "Query");
}

/// <summary>In the recording it held its task long enough for signals to come meanwhile.</summary>
[Workflow]
public class Blocking
{
    private readonly List<string> _items = [];

    [WorkflowRun]
    public async Task<List<string>> RunAsync()
    {
        await Workflow.DelayAsync(10);
        return _items;
    }

    [WorkflowSignal("put")]
    public Task PutAsync(string item)
    {
        _items.Add(item);
        return Task.CompletedTask;
    }
}

[Workflow]
public class BlockingThenDone
{
    private readonly List<string> _items = [];

    [WorkflowRun]
    public Task<List<string>> RunAsync() => Task.FromResult(_items);

    [WorkflowSignal("put")]
    public Task PutAsync(string item)
    {
        _items.Add(item);
        return Task.CompletedTask;
    }
}

[Workflow]
public class Cancellable
{
    [WorkflowRun]
    public async Task<string> RunAsync(string kind)
    {
        try
        {
            await Workflow.DelayAsync(TimeSpan.FromSeconds(60));
        }
        catch (OperationCanceledException) when (kind == "cleans_up")
        {
            var options = RecordedActivities.Short;
            options.CancellationToken = CancellationToken.None;
            await RecordedActivities.CallAsync("greet", options, "cleanup");
            throw;
        }
        catch (OperationCanceledException) when (kind == "ignores")
        {
            return "ignored";
        }
        catch (OperationCanceledException) when (kind == "fails")
        {
            throw new ApplicationFailureException("while cancelling");
        }

        return "?";
    }
}

[Workflow]
public class Review
{
    private bool? _approved;
    private string? _feedback;
    private string _status = "pending";

    [WorkflowRun]
    public async Task<string> RunAsync(int maxAttempts, int waitMilliseconds)
    {
        try
        {
            for (var attempt = 1; attempt <= maxAttempts; attempt++)
            {
                (_approved, _status) = (null, "running");
                await RecordedActivities.CallAsync("greet", RecordedActivities.Short, $"attempt {attempt} {_feedback ?? string.Empty}");
                _status = "awaiting_approval";
                if (!await Workflow.WaitConditionAsync(() => _approved is not null, waitMilliseconds))
                {
                    return _status = "expired";
                }

                if (_approved == true)
                {
                    return _status = "completed";
                }
            }

            return _status = "rejected";
        }
        catch (OperationCanceledException)
        {
            _status = "cancelled";
            throw;
        }
        finally
        {
            var options = RecordedActivities.Short;
            options.CancellationToken = CancellationToken.None;
            await RecordedActivities.CallAsync("greet", options, "clean-up");
        }
    }

    [WorkflowSignal("approve")]
    public Task ApproveAsync()
    {
        _approved = true;
        return Task.CompletedTask;
    }

    [WorkflowSignal("reject")]
    public Task RejectAsync(string feedback)
    {
        (_approved, _feedback) = (false, feedback);
        return Task.CompletedTask;
    }

    [WorkflowQuery("get_status")]
    public string GetStatus() => _status;
}
