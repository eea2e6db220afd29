using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Conformance.Scenarios;

/// <summary>The activities of the scenarios; as in activities.mjs.</summary>
public static class ScenarioActivities
{
    [Activity("greet")]
    public static Task<string> GreetAsync(string name) => Task.FromResult($"Hello, {name}!");

    [Activity("failUntil")]
    public static string FailUntil(int attempts)
    {
        var attempt = ActivityExecutionContext.Current.Info.Attempt;
        return attempt < attempts
            ? throw new ApplicationFailureException($"attempt {attempt} fails", errorType: "Flaky")
            : $"succeeded at attempt {attempt}";
    }

    [Activity("heartbeatThenHang")]
    public static async Task<string> HeartbeatThenHangAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.HeartbeatDetails.Count > 0)
        {
            return $"resumed from {await context.Info.HeartbeatDetailAtAsync<int>(0)}";
        }

        context.Heartbeat(7);
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return "not reached";
    }
}
