using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tasks;

/// <summary>Which tasks a list shows.</summary>
/// <param name="Channel">Those of this channel.</param>
public sealed record TaskQuery(string Channel)
{
    /// <summary>Only those that have not ended.</summary>
    public bool OpenOnly { get; init; }

    /// <summary>Only those in this state; null for any.</summary>
    public WorkStatus? Status { get; init; }

    /// <summary>The query in the language of Temporal's visibility API, see https://docs.temporal.io/list-filter</summary>
    public string ToFilter()
    {
        var filter = $"{TaskSearchAttributes.Channel.Name} = {Quote(Channel)}";
        if (OpenOnly)
        {
            filter += " AND ExecutionStatus = 'Running'";
        }

        return Status is { } status ? $"{filter} AND {TaskSearchAttributes.Status.Name} = {Quote(status.WireName())}" : filter;
    }

    private static string Quote(string value) => $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
