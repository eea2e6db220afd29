using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>What a worker answers to updates.</summary>
internal static class UpdateMessages
{
    /// <summary>Accepts the one update of a task.</summary>
    public static Message Accept(PollWorkflowTaskQueueResponse task) => Accept(task.Messages.Single());

    public static Message Accept(Message request)
    {
        var acceptance = new Acceptance { AcceptedRequestMessageId = request.Id, AcceptedRequestSequencingEventId = request.EventId, AcceptedRequest = request.Body.Unpack<Request>() };
        return new Message { Id = $"{request.Id}/accept", ProtocolInstanceId = request.ProtocolInstanceId, Body = Any.Pack(acceptance) };
    }

    public static Message Complete(string id) => new()
    {
        Id = $"{id}/request/complete",
        ProtocolInstanceId = id,
        Body = Any.Pack(new Response { Meta = new Meta { UpdateId = id }, Outcome = new Outcome { Success = new Payloads { Payloads_ = { new Payload() } } } }),
    };

    /// <summary>Adds them to a response, with the commands that put what leaves events into the history's order.</summary>
    public static void Add(RespondWorkflowTaskCompletedRequest response, params IEnumerable<Message> messages)
    {
        foreach (var message in messages)
        {
            response.Messages.Add(message);
            if (!message.Body.Is(Rejection.Descriptor))
            {
                response.Commands.Add(new Command { CommandType = CommandType.ProtocolMessage, ProtocolMessageCommandAttributes = new() { MessageId = message.Id } });
            }
        }
    }
}
