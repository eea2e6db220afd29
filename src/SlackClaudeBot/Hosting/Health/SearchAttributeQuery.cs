using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting.Health;

/// <summary>Whether a Temporal namespace knows the search attributes of tasks, as any client may ask.</summary>
internal static class SearchAttributeQuery
{
    /// <summary>How long a call about search attributes may take.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(10);

    /// <summary>It names every attribute and finds nothing, by the index of the first.</summary>
    private static readonly string _everyAttribute =
        string.Join(" AND ", TaskSearchAttributes.Types.Keys.Select(name => $"{name} IS NOT NULL").Prepend($"{TaskSearchAttributes.Kind.Name} = 'none'"));

    /// <summary>What is wrong with the search attributes; null if nothing is.</summary>
    /// <exception cref="RpcException">The service does not answer.</exception>
    public static async Task<string?> FindProblemAsync(ITemporalClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.CountWorkflowsAsync(_everyAttribute, new() { Rpc = new() { CancellationToken = cancellationToken, Timeout = Timeout } });
            return null;
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.InvalidArgument)
        {
            return new MissingSearchAttributesException(client.Options.Namespace, e.Message).Message;
        }
    }
}
