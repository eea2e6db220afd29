using SlackClaudeBot.Hosting.Health;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting.Checks;

/// <summary>Whether a Temporal namespace knows the search attributes of tasks. The embedded service always does.</summary>
internal static class SearchAttributeCheck
{
    /// <summary>Looks for the attributes, and creates those that are missing if told to.</summary>
    /// <param name="name">The check's name.</param>
    /// <param name="connection">A service that answers.</param>
    /// <param name="fix">Whether to create what is missing.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<CheckResult> AskAsync(string name, TemporalClientConnectOptions connection, bool fix, CancellationToken cancellationToken)
    {
        var place = $"{connection.TargetHost}, namespace {connection.Namespace}";
        var rpc = new RpcOptions { CancellationToken = cancellationToken, Timeout = SearchAttributeQuery.Timeout };
        var client = TemporalClient.CreateLazy(connection);
        var service = client.Connection.OperatorService;
        try
        {
            var known = await service.ListSearchAttributesAsync(new ListSearchAttributesRequest { Namespace = connection.Namespace }, rpc);
            var wrong = TaskSearchAttributes.Types.Where(a => known.CustomAttributes.TryGetValue(a.Key, out var type) && type != a.Value).Select(a => $"{a.Key} (not {a.Value})").ToList();
            if (wrong.Count > 0)
            {
                return new(name, CheckOutcome.Wrong, $"{place} has search attributes of another type: {string.Join(", ", wrong)}. Use another TEMPORAL_NAMESPACE.");
            }

            var missing = TaskSearchAttributes.Types.Where(a => !known.CustomAttributes.ContainsKey(a.Key)).ToDictionary();
            if (missing.Count == 0)
            {
                return new(name, CheckOutcome.Fine, $"{place} answers and has the search attributes.");
            }

            if (!fix)
            {
                return new(name, CheckOutcome.Wrong, Describe(place, connection.Namespace, missing));
            }

            var request = new AddSearchAttributesRequest { Namespace = connection.Namespace };
            request.SearchAttributes.Add(missing);
            await service.AddSearchAttributesAsync(request, rpc);
            return new(name, CheckOutcome.Fine, $"{place} answers; created the search attributes {string.Join(", ", missing.Keys)}.");
        }
        catch (RpcException e)
        {
            return await AskByQueryAsync(name, client, e, cancellationToken);
        }
    }

    /// <summary>Temporal Cloud has no calls about attributes: there, its web page or its command line (tcld) creates them. A query tells whether they exist.</summary>
    private static async Task<CheckResult> AskByQueryAsync(string name, TemporalClient client, RpcException refusal, CancellationToken cancellationToken)
    {
        var place = $"{client.Connection.Options.TargetHost}, namespace {client.Options.Namespace}";
        try
        {
            return await SearchAttributeQuery.FindProblemAsync(client, cancellationToken) is { } problem
                ? new(name, CheckOutcome.Wrong, problem)
                : new(name, CheckOutcome.Fine, $"{place} answers and has the search attributes, but does not let them be listed: {refusal.Message.TrimEnd('.')}.");
        }
        catch (RpcException e)
        {
            return new(name, CheckOutcome.NoAnswer, $"{place} answers, but not about search attributes: {e.Message.TrimEnd('.')}.");
        }
    }

    private static string Describe(string place, string @namespace, Dictionary<string, Temporalio.Api.Enums.V1.IndexedValueType> missing) =>
        $"{place} lacks search attributes: {string.Join(", ", missing.Keys)}. `check --fix` creates them, and so does `{MissingSearchAttributesException.CreateCommand(@namespace, missing)}`.";
}
