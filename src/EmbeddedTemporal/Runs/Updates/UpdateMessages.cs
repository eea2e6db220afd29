using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The messages of a worker's answer, each to be handled once: where a command names it, otherwise after the commands.</summary>
internal sealed class UpdateMessages(IEnumerable<Message> messages)
{
    private readonly List<Message> _messages = [.. messages];

    public IReadOnlyList<Message> Rest => _messages;

    public IReadOnlyList<Message> Take(string id)
    {
        var message = _messages.Find(m => m.Id == id) ?? throw new WorkflowTaskRejectedException(
            WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, $"BadUpdateWorkflowExecutionMessage: ProtocolMessageCommand referenced absent message ID {id}");
        _ = _messages.Remove(message);
        return [message];
    }
}
