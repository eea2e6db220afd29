using Temporalio.Workflows;

namespace Benchmarks.Temporal;

/// <summary>Does something, then waits for people.</summary>
[Workflow]
public sealed class Review
{
    private bool _decided;
    private int _notes;

    [WorkflowRun]
    public async Task<int> RunAsync(string name)
    {
        await Workflow.ExecuteActivityAsync((Greetings g) => g.Greet(name), Greeting.Options);
        await Workflow.WaitConditionAsync(() => _decided, TimeSpan.FromHours(24));
        return _notes;
    }

    [WorkflowSignal]
    public Task NoteAsync(string text)
    {
        _notes++;
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task DecideAsync(string text)
    {
        _decided = true;
        return Task.CompletedTask;
    }
}
