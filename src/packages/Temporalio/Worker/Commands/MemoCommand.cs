using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Temporalio.Worker.Commands;

/// <summary>Changes the memo.</summary>
internal sealed class MemoCommand(Memo upserted) : PendingCommand
{
    protected override string Kind => "Modify workflow properties";

    protected override EventType RecordedAs => EventType.WorkflowPropertiesModified;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.ModifyWorkflowProperties,
        ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = upserted },
    };
}
