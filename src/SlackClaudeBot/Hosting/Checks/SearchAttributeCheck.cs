using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting.Checks;

/// <summary>Whether a Temporal namespace knows the search attributes by which tasks are listed. The embedded service always does.</summary>
internal static class SearchAttributeCheck
{
    private static readonly Dictionary<string, IndexedValueType> _attributes = new(StringComparer.Ordinal)
    {
        ["TaskKind"] = IndexedValueType.Keyword,
        ["TaskStatus"] = IndexedValueType.Keyword,
        ["Channel"] = IndexedValueType.Keyword,
        ["Requester"] = IndexedValueType.Keyword,
        ["Repository"] = IndexedValueType.KeywordList,
        ["CostUsd"] = IndexedValueType.Double,
    };

    /// <summary>Looks for the attributes, and creates those that are missing if told to.</summary>
    /// <param name="name">The check's name.</param>
    /// <param name="connection">A service that answers.</param>
    /// <param name="fix">Whether to create what is missing.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<CheckResult> AskAsync(string name, TemporalClientConnectOptions connection, bool fix, CancellationToken cancellationToken)
    {
        var place = $"{connection.TargetHost}, namespace {connection.Namespace}";
        var rpc = new RpcOptions { CancellationToken = cancellationToken, Timeout = TimeSpan.FromSeconds(10) };
        var service = TemporalClient.CreateLazy(connection).Connection.OperatorService;
        try
        {
            var known = await service.ListSearchAttributesAsync(new ListSearchAttributesRequest { Namespace = connection.Namespace }, rpc);
            var wrong = _attributes.Where(a => known.CustomAttributes.TryGetValue(a.Key, out var type) && type != a.Value).Select(a => $"{a.Key} (not {a.Value})").ToList();
            if (wrong.Count > 0)
            {
                return new(name, CheckOutcome.Wrong, $"{place} has search attributes of another type: {string.Join(", ", wrong)}. Use another TEMPORAL_NAMESPACE.");
            }

            var missing = _attributes.Where(a => !known.CustomAttributes.ContainsKey(a.Key)).ToDictionary();
            if (missing.Count == 0)
            {
                return new(name, CheckOutcome.Fine, $"{place} answers and has the search attributes.");
            }

            if (!fix)
            {
                return new(name, CheckOutcome.Wrong, $"{place} lacks search attributes: {string.Join(", ", missing.Keys)}. `check --fix` creates them.");
            }

            var request = new AddSearchAttributesRequest { Namespace = connection.Namespace };
            request.SearchAttributes.Add(missing);
            await service.AddSearchAttributesAsync(request, rpc);
            return new(name, CheckOutcome.Fine, $"{place} answers; created the search attributes {string.Join(", ", missing.Keys)}.");
        }
        catch (RpcException e)
        {
            // Temporal Cloud has no such calls: there, its own command line (tcld) creates them.
            return new(name, CheckOutcome.NoAnswer, $"{place} answers, but not about search attributes: {e.Message.TrimEnd('.')}.");
        }
    }
}
