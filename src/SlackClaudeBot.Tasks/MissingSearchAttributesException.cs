using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;

namespace SlackClaudeBot.Tasks;

/// <summary>A Temporal namespace lacks the search attributes of tasks, so no task can be started or listed. The message says what to do.</summary>
public sealed class MissingSearchAttributesException(string @namespace, string reason, Exception? inner = null) : Exception(
    $"{reason.TrimEnd('.')}. The namespace lacks search attributes of tasks. Create them with `SlackClaudeBot check --fix`, or with `{CreateCommand(@namespace, TaskSearchAttributes.Types)}`.",
    inner)
{
    /// <summary>The command of Temporal's command line that creates search attributes.</summary>
    public static string CreateCommand(string @namespace, IEnumerable<KeyValuePair<string, IndexedValueType>> attributes) =>
        $"temporal operator search-attribute create --namespace {@namespace} {string.Join(' ', attributes.Select(attribute => $"--name {attribute.Key} --type {attribute.Value}"))}";
}
