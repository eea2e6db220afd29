using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
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
    private static readonly string[] _notServed = ["start_delay_and_eager"];

    // Real time that the answers may take: long on a busy machine, but a scenario that is known to stop is not waited for.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _littlePatience = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Scenarios => [.. Recordings.Scenarios.Except(_notServed)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Answers_recorded_tasks_as_recorded(string scenario)
    {
        var differences = new List<string>();
        var calls = Recordings.Calls(scenario);
        Stuck.Tries = 0;
        var patience = Recordings.NotYet.Contains(scenario) ? _littlePatience : _patience;
        foreach (var (key, number) in RecordedService.WorkersOf(calls).Select((k, i) => (k, i)))
        {
            var service = new RecordedService(calls, key);
            using var worker = new TemporalWorker(new TemporalClient(service, new()), OptionsOf(scenario, RecordedService.QueueOf(calls, key), number));
            try
            {
                await worker.ExecuteAsync(() => service.Done.WaitAsync(patience));
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
            Assert.True(differences.Count == 0, string.Join("\n", differences));
        }
    }

    private static TemporalWorkerOptions OptionsOf(string scenario, string taskQueue, int number)
    {
        var options = new TemporalWorkerOptions(taskQueue) { MaxConcurrentWorkflowTasks = 1 };
        var changed = scenario == "nondeterminism" && number > 0;
        var registered = scenario == "start_policies" ? [typeof(Hello)] : RecordedWorkflows.All.Where(t => !changed || t != typeof(ChangingV1));
        foreach (var type in registered)
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
        var (now, then) = (Told(actual), recorded is null ? null : Told(recorded));
        return now.Equals(then) ? null : $"\n  recorded {then}\n  now      {now}";
    }

    /// <summary>What an answer says, without what differs from SDK to SDK.</summary>
    private static IMessage Told(IMessage answer)
    {
        switch (answer)
        {
            case RespondWorkflowTaskCompletedRequest completed:
                var told = new RespondWorkflowTaskCompletedRequest { Commands = { completed.Commands.Select(Told) } };
                foreach (var (id, result) in completed.QueryResults)
                {
                    told.QueryResults.Add(id, new() { ResultType = result.ResultType, Answer = result.Answer, ErrorMessage = result.ErrorMessage });
                }

                return told;
            case RespondWorkflowTaskFailedRequest failed:
                return new RespondWorkflowTaskFailedRequest { Cause = failed.Cause, Failure = Told(failed.Failure) };
            case RespondQueryTaskCompletedRequest query:
                var known = query.ErrorMessage.IndexOf(", known queries", StringComparison.Ordinal);
                return new RespondQueryTaskCompletedRequest
                {
                    CompletedType = query.CompletedType,
                    QueryResult = query.QueryResult,
                    ErrorMessage = known < 0 ? query.ErrorMessage : query.ErrorMessage[..known].Replace("'", string.Empty, StringComparison.Ordinal),
                };
            default:
                throw new InvalidOperationException($"{answer.Descriptor.Name} is no answer.");
        }
    }

    private static Command Told(Command command)
    {
        command = command.Clone();
        switch (command.AttributesCase)
        {
            case Command.AttributesOneofCase.ScheduleActivityTaskCommandAttributes:
                var activity = command.ScheduleActivityTaskCommandAttributes;
                (activity.Header, activity.Priority, activity.UseWorkflowBuildId) = (null, null, false);

                // A hundred times the first wait is the service's default, which some SDKs fill in.
                if (activity.RetryPolicy is { MaximumInterval: null } policy)
                {
                    policy.MaximumInterval = Duration.FromTimeSpan(policy.InitialInterval.ToTimeSpan() * 100);
                }

                break;
            case Command.AttributesOneofCase.FailWorkflowExecutionCommandAttributes:
                command.FailWorkflowExecutionCommandAttributes.Failure = Told(command.FailWorkflowExecutionCommandAttributes.Failure);
                break;
            case Command.AttributesOneofCase.ContinueAsNewWorkflowExecutionCommandAttributes:
                // Some SDKs leave out what stays as it is.
                command.ContinueAsNewWorkflowExecutionCommandAttributes = new() { Input = command.ContinueAsNewWorkflowExecutionCommandAttributes.Input };
                break;
        }

        return command;
    }

    private static Failure Told(Failure failure)
    {
        failure = failure.Clone();
        for (var f = failure; f is not null; f = f.Cause)
        {
            (f.Source, f.StackTrace) = (string.Empty, string.Empty);
            f.Message = f.Message.Replace("Workflow class", "Workflow type", StringComparison.Ordinal);

            // Python adds what was being handled when an error was raised.
            f.Cause = f.Cause is { ApplicationFailureInfo.Type: "CancelledError" } ? null : f.Cause;
        }

        return failure;
    }
}
