using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Conformance.Properties;

/// <summary>The partner of a random workflow. It returns everything it received when that workflow cancels it.</summary>
[Workflow]
public class RandomPartner
{
    private readonly List<int> _letters = [];

    public static string IdOf(string workflowId) => $"{workflowId}-partner";

    [WorkflowRun]
    public async Task<List<int>> RunAsync()
    {
        try
        {
            await Workflow.WaitConditionAsync(() => false);
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e))
        {
            // Letters that were sent side by side arrive in any order.
            _letters.Sort();
        }

        return _letters;
    }

    [WorkflowSignal]
    public Task PostAsync(int letter)
    {
        _letters.Add(letter);
        return Task.CompletedTask;
    }
}
