using Google.Protobuf;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Tests.Goldens.Workflows;
using Temporalio.Worker;

namespace Temporalio.Tests.Goldens;

/// <summary>A worker that is served the recorded tasks answers them as the official SDK's did.</summary>
[Trait("Category", "Goldens")]
public class ServedTaskTests
{
    // The eager start's task comes in the answer to the client's call, which no worker of ours asks for.
    private static readonly string[] NotServed = ["start_delay_and_eager"];

    public static TheoryData<string> Scenarios => [.. Recordings.Scenarios.Except(NotServed)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Answers_recorded_tasks_as_recorded(string scenario)
    {
        var differences = new List<string>();
        var calls = Recordings.Calls(scenario);
        Stuck.Tries = 0;
        foreach (var (key, number) in RecordedService.WorkersOf(calls).Select((k, i) => (k, i)))
        {
            var service = new RecordedService(calls, key);
            using var worker = new TemporalWorker(new TemporalClient(service, new()), OptionsOf(scenario, RecordedService.QueueOf(calls, key), number));
            try
            {
                await worker.ExecuteAsync(() => service.Done.WaitAsync(TimeSpan.FromSeconds(20)));
            }
            catch (TimeoutException)
            {
                differences.Add("a task was not answered");
            }

            differences.AddRange(service.Answers.Select(a => Difference(a.Actual, a.Recorded)).OfType<string>());
        }

        if (Recordings.NotYet.Contains(scenario))
        {
            Assert.True(differences.Count > 0, $"{scenario} is answered as recorded now: take it off the list.");
        }
        else
        {
            Assert.Empty(differences);
        }
    }

    private static TemporalWorkerOptions OptionsOf(string scenario, string taskQueue, int number)
    {
        var options = new TemporalWorkerOptions(taskQueue) { MaxConcurrentWorkflowTasks = 1 };
        var changed = scenario == "nondeterminism" && number > 0;
        foreach (var type in RecordedWorkflows.All.Where(t => !changed || t != typeof(ChangingV1)))
        {
            options.AddWorkflow(type);
        }

        if (changed)
        {
            options.AddWorkflow<ChangingV2>();
        }

        return options.AddActivity((Func<string, string>)RecordedActivities.Greet);
    }

    private static string? Difference(IMessage actual, IMessage? recorded)
    {
        var (now, then) = (Told(actual), recorded is null ? "nothing" : Told(recorded));
        return now == then ? null : $"\n  recorded {then}\n  now      {now}";
    }

    /// <summary>What an answer says, without what differs from SDK to SDK.</summary>
    private static string Told(IMessage answer)
    {
        switch (answer)
        {
            case RespondWorkflowTaskCompletedRequest completed:
                var queries = completed.QueryResults.Values.Select(q => $"{q.ResultType} {q.Answer} {q.ErrorMessage}").Order(StringComparer.Ordinal);
                return $"completed: {string.Join(", ", completed.Commands.Select(Told))}; queries: {string.Join(", ", queries)}";
            case RespondWorkflowTaskFailedRequest failed:
                return $"failed: {failed.Cause} {Told(failed.Failure)}";
            case RespondQueryTaskCompletedRequest query:
                var known = query.ErrorMessage.IndexOf(", known queries", StringComparison.Ordinal);
                var error = known < 0 ? query.ErrorMessage : query.ErrorMessage[..known].Replace("'", string.Empty, StringComparison.Ordinal);
                return $"query: {query.CompletedType} {query.QueryResult} {error}";
            default:
                throw new InvalidOperationException($"{answer.Descriptor.Name} is no answer.");
        }
    }

    private static string Told(Command command)
    {
        command = command.Clone();
        switch (command.AttributesCase)
        {
            case Command.AttributesOneofCase.ScheduleActivityTaskCommandAttributes:
                var activity = command.ScheduleActivityTaskCommandAttributes;
                (activity.Header, activity.Priority, activity.UseWorkflowBuildId) = (null, null, false);
                break;
            case Command.AttributesOneofCase.FailWorkflowExecutionCommandAttributes:
                return $"FailWorkflowExecution {Told(command.FailWorkflowExecutionCommandAttributes.Failure)}";
            case Command.AttributesOneofCase.ContinueAsNewWorkflowExecutionCommandAttributes:
                var next = command.ContinueAsNewWorkflowExecutionCommandAttributes;
                (next.Header, next.Memo, next.SearchAttributes, next.TaskQueue.Kind) = (null, null, null, default);
                break;
        }

        return command.ToString();
    }

    private static string Told(Failure failure)
    {
        failure = failure.Clone();
        for (var f = failure; f is not null; f = f.Cause)
        {
            (f.Source, f.StackTrace) = (string.Empty, string.Empty);
        }

        return failure.ToString();
    }
}
