using EmbeddedTemporal.Grpc;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks the order of an answer's commands before any of them is applied: a wrong order leaves no trace in history.</summary>
internal static class CommandOrder
{
    public static void Check(IReadOnlyList<Command> commands)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            var type = commands[i].CommandType;
            if (type == CommandType.Unspecified || !Enum.IsDefined(type))
            {
                throw Errors.Invalid($"unknown command type: {type}");
            }

            if (Closes(type) && i < commands.Count - 1)
            {
                throw Errors.Invalid($"invalid command sequence: [{string.Join(", ", commands.Select(c => c.CommandType))}], command {type} must be the last command.");
            }
        }
    }

    public static bool Closes(CommandType type) => type is CommandType.CompleteWorkflowExecution or CommandType.FailWorkflowExecution
        or CommandType.CancelWorkflowExecution or CommandType.ContinueAsNewWorkflowExecution;
}
