using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Benchmarks.Temporal;

/// <summary>What a worker without any code answers to the workflow tasks of the benchmarks' workflows.</summary>
internal sealed class RawAnswers(TaskQueue queue)
{
    private static readonly Payloads _result = ToPayloads("world");

    private static readonly Command _complete = new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = _result },
    };

    private readonly Command _activity = new()
    {
        CommandType = CommandType.ScheduleActivityTask,
        ScheduleActivityTaskCommandAttributes = new()
        {
            ActivityId = "1",
            ActivityType = new() { Name = "Greet" },
            TaskQueue = queue,
            Input = _result,
            StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)),
        },
    };

    // Children that still run, by their parent's run. Only a run with a sticky queue gets new events alone.
    private readonly ConcurrentDictionary<string, int> _running = new();

    /// <summary>Where a parent's next tasks go, so that they do not bring its whole history again.</summary>
    public TaskQueue StickyQueue { get; } = new() { Name = $"{queue.Name}-sticky", Kind = TaskQueueKind.Sticky, NormalName = queue.Name };

    /// <summary>The JSON that an SDK would send.</summary>
    public static Payloads ToPayloads(object value) => new()
    {
        Payloads_ = { new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(value)) } },
    };

    public RespondWorkflowTaskCompletedRequest To(PollWorkflowTaskQueueResponse task)
    {
        var answer = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken };
        switch (task.WorkflowType.Name)
        {
            case nameof(Family):
                answer.Commands.AddRange(ToFamily(task));
                answer.StickyAttributes = new() { WorkerTaskQueue = StickyQueue, ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) };
                break;
            case nameof(Child):
                answer.Commands.Add(_complete);
                break;
            case nameof(Chain):
                answer.Commands.Add(ToChain(task));
                break;
            case nameof(Counter):
                AnswerUpdates(task, answer);
                break;
            default:
                AnswerActivity(task, answer);
                break;
        }

        return answer;
    }

    private static int Argument(PollWorkflowTaskQueueResponse task) =>
        JsonSerializer.Deserialize<int>(task.History.Events[0].WorkflowExecutionStartedEventAttributes.Input.Payloads_[0].Data.Span);

    private static Command ToChain(PollWorkflowTaskQueueResponse task) => Argument(task) is var left and > 1
        ? new()
        {
            CommandType = CommandType.ContinueAsNewWorkflowExecution,
            ContinueAsNewWorkflowExecutionCommandAttributes = new() { Input = ToPayloads(left - 1) },
        }
        : _complete;

    private static void AnswerUpdates(PollWorkflowTaskQueueResponse task, RespondWorkflowTaskCompletedRequest answer)
    {
        foreach (var message in task.Messages)
        {
            var id = message.ProtocolInstanceId;
            Add(answer, id, new Acceptance { AcceptedRequestMessageId = message.Id, AcceptedRequestSequencingEventId = message.EventId, AcceptedRequest = message.Body.Unpack<Request>() });
            Add(answer, id, new Response { Meta = new() { UpdateId = id }, Outcome = new() { Success = _result } });
        }
    }

    private static void Add(RespondWorkflowTaskCompletedRequest answer, string update, IMessage body)
    {
        var message = new Message { Id = $"{update}/{body.Descriptor.Name}", ProtocolInstanceId = update, Body = Any.Pack(body) };
        answer.Messages.Add(message);
        answer.Commands.Add(new Command { CommandType = CommandType.ProtocolMessage, ProtocolMessageCommandAttributes = new() { MessageId = message.Id } });
    }

    private void AnswerActivity(PollWorkflowTaskQueueResponse task, RespondWorkflowTaskCompletedRequest answer)
    {
        if (task.PreviousStartedEventId == 0)
        {
            answer.Commands.Add(_activity);
        }
        else if (task.WorkflowType.Name == nameof(Greeting))
        {
            answer.Commands.Add(_complete);
        }
    }

    private IEnumerable<Command> ToFamily(PollWorkflowTaskQueueResponse task)
    {
        var run = task.WorkflowExecution;
        if (task.PreviousStartedEventId == 0)
        {
            var children = Argument(task);
            _running[run.RunId] = children;
            return Enumerable.Range(0, children).Select(n => new Command
            {
                CommandType = CommandType.StartChildWorkflowExecution,
                StartChildWorkflowExecutionCommandAttributes = new() { WorkflowId = $"{run.WorkflowId}/{n}", WorkflowType = new() { Name = nameof(Child) }, TaskQueue = queue, Input = _result },
            });
        }

        var ended = task.History.Events.Count(e => e.EventType == EventType.ChildWorkflowExecutionCompleted);
        return _running.AddOrUpdate(run.RunId, 0, (_, before) => before - ended) == 0 ? [_complete] : [];
    }
}
