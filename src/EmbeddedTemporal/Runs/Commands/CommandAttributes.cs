using EmbeddedTemporal.Attributes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks the search attributes that commands set: for the run itself, a child, or the next run.</summary>
internal static class CommandAttributes
{
    /// <returns>The attributes with their types; null for none.</returns>
    /// <exception cref="WorkflowTaskRejectedException">One is unknown in the namespace, or has a value of another type; or they are too large.</exception>
    public static SearchAttributes? Check(RunTransaction transaction, string @namespace, SearchAttributes? attributes, string command)
    {
        var registry = transaction.Run.Environment.Attributes;
        if (registry.FindProblem(@namespace, attributes) is { } problem)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.BadSearchAttributes, $"BadSearchAttributes: {problem}");
        }

        CommandSize.Check(transaction, attributes?.CalculateSize() ?? 0, WorkflowTaskFailedCause.BadSearchAttributes, $"{command}.SearchAttributes");
        return registry.WithTypes(@namespace, attributes);
    }
}
